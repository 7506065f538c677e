/// A word of a query that no list has, and the noun that was probably meant.
package struct SpellingSuggestion: Equatable {
    /// As it was written, in lower case.
    package let word: String
    /// A noun of which the networks know what it looks like.
    package let noun: String

    /// Letters of the shortest word that may be a noun with one slip, and with two.
    private static let lengths = [3, 5]

    /// - Returns: nil where all words are known, or none is like a noun.
    package init?(for query: String, in lexicon: NounLexicon) {
        let forms = NounForms(lexicon: lexicon)
        for word in SentenceWords.split(query) {
            let isWord = word.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
            }
            guard isWord, !forms.isKnown(word), !SentenceWords.isDerived(word) else { continue }
            let slips = word.utf8.count < Self.lengths[1] ? 1 : 2
            guard word.utf8.count >= Self.lengths[0] else { continue }
            let one = lexicon.noun(like: word, slips: slips)
            let several =
                word.hasSuffix("s")
                ? lexicon.noun(like: String(word.dropLast()), slips: slips) : nil
            if let several, several.slips < one?.slips ?? .max {
                (self.word, noun) = (word, several.noun + "s")
                return
            }
            if let one {
                (self.word, noun) = (word, one.noun)
                return
            }
        }
        return nil
    }
}

extension NounLexicon {
    /// The noun of one word, with classes, that is nearest to a word in letters; of several the most general
    /// one that begins alike.
    ///
    /// - `slips`: letters too many, missing, wrong or in each other's place at most.
    /// - Returns: the noun, and how many of them there are.
    func noun(like word: String, slips: Int) -> (noun: String, slips: Int)? {
        let word = Array(word.utf8)
        var best: (noun: String, rank: [Int])?
        forEachKey { key in
            guard abs(key.count - word.count) <= slips, !key.contains(UInt8(ascii: " ")),
                let distance = Self.distance(key, word, atMost: min(slips, best?.rank[0] ?? slips))
            else { return }
            let noun = String(decoding: key, as: UTF8.self)
            guard let entry = self.word(noun), entry.isNoun, entry.classSet != nil else { return }
            let rank = [distance, key.first == word.first ? 0 : 1, -entry.generality]
            if best.map({ rank.lexicographicallyPrecedes($0.rank) }) ?? true { best = (noun, rank) }
        }
        return best.map { ($0.noun, $0.rank[0]) }
    }

    /// Damerau's distance with adjacent transpositions, each pair once; nil above a limit.
    private static func distance(
        _ a: Slice<UnsafeBufferPointer<UInt8>>, _ b: [UInt8], atMost limit: Int
    ) -> Int? {
        let a = Array(a)
        var (before, last) = ([Int](), Array(0...b.count))
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var cost = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    cost = min(cost, before[j - 1] + 1)
                }
                row.append(cost)
            }
            if (row + last).allSatisfy({ $0 > limit }) { return nil }
            (before, last) = (last, row)
        }
        return last[b.count] <= limit ? last[b.count] : nil
    }
}
