import Foundation
import ShippedFiles

/// How likely a word is after another in what people say of things: pairs of words as often as they were
/// counted, smoothed by how many different words follow one (Witten and Bell, "The zero-frequency problem",
/// 1991, method C). Counted and described by Training/audio/phrases.py.
package struct PhraseModel: Sendable {
    private struct Word: Sendable {
        /// Times that it stands somewhere.
        let count: Double
        /// Different words behind it.
        let followers: Double
        /// The most frequent of these, with their counts.
        var next: [String: Double] = [:]
    }

    private var words: [String: Word] = [:]
    /// Words that can come next, and how many of them are different.
    private var (total, different) = (0.0, 0.0)

    /// Probability of a word about which nothing is known.
    private static let unknown = 1.0 / 20_000
    private static let (before, behind) = ("<s>", "</s>")

    /// The file that comes with the program.
    ///
    /// - Throws: `ShippedFilesError`, `WordListError`.
    package init() throws {
        try self.init(path: ShippedFiles.phrases().path)
    }

    /// - Throws: `WordListError`.
    package init(path: String) throws {
        let file = try WordListFile(
            path: path, header: "#refseg-phrases 1", holding: "the list of phrases")
        let text = String(decoding: file.bytes[file.start...], as: UTF8.self)
        var (word, entry) = ("", Word(count: 0, followers: 0))
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            if let first = fields.first, first.hasPrefix("\t") {
                entry.next[String(first.dropFirst())] = fields.last.flatMap { Double($0) }
                continue
            }
            words[word] = entry
            guard fields.count == 3, let count = Double(fields[1]),
                let followers = Double(fields[2])
            else { continue }
            (word, entry) = (String(fields[0]), Word(count: count, followers: followers))
        }
        words[word] = entry
        words[""] = nil
        for (word, entry) in words where word != Self.before {
            total += entry.count
            different += 1
        }
    }

    /// Natural logarithm of the probability of each word after those before it, and of the end after the last.
    ///
    /// - `text`: in lower case, numbers below a hundred in words.
    package func logProbabilities(of text: [String]) -> [Double] {
        zip([Self.before] + text, text + [Self.behind]).map { log(probability(of: $1, after: $0)) }
    }

    private func probability(of word: String, after last: String) -> Double {
        let alone =
            ((words[word]?.count ?? 0) + different * Self.unknown) / (total + different)
        guard let last = words[last], last.followers > 0 else { return alone }
        return ((last.next[word] ?? 0) + last.followers * alone) / (last.count + last.followers)
    }
}
