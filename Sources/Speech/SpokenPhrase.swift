/// What a person said, made a query: lower case, without punctuation, numbers in words, without what
/// people put around a description ("uh, please show me …").
enum SpokenPhrase {
    /// - `transcript`: of `transcript(_:)`.
    static func query(_ transcript: String) -> String {
        var words = transcript.split(separator: " ").map(String.init)
        words = withoutHesitation(words)
        words = withoutRequest(words)
        return words.joined(separator: " ")
    }

    /// What was said, in words alone: lower case, without punctuation, once where the model wrote the
    /// whole of it several times over: three words or more twice, fewer three times.
    static func transcript(_ text: String) -> String {
        let words = words(text)
        for length in stride(from: 1, through: words.count / 2, by: 1) {
            guard words.count >= (length < 3 ? 3 : 2) * length else { continue }
            let once = words[..<length]
            let isRepeated = words.indices.allSatisfy { words[$0] == once[$0 % length] }
            if isRepeated { return once.joined(separator: " ") }
        }
        return words.joined(separator: " ")
    }

    /// The words of a text in lower case; marks inside words stay ("t-shirt", "dog's").
    static func words(_ text: String) -> [String] {
        text.lowercased().split(whereSeparator: \.isWhitespace).flatMap { part -> [String] in
            let straight = part.map { $0 == "’" || $0 == "‘" ? "'" : $0 }
            let kept = straight.filter { $0.isLetter || $0.isNumber || $0 == "'" || $0 == "-" }
            var word = Substring(String(kept))
            while let first = word.first, "'-".contains(first) { word.removeFirst() }
            while let last = word.last, "'-".contains(last) { word.removeLast() }
            return word.isEmpty ? [] : [Self.number(String(word)) ?? String(word)]
        }
    }

    /// Sounds that mean nothing.
    static let hesitations: Set<String> = [
        "uh", "um", "uhm", "umm", "er", "erm", "hm", "hmm", "mm", "mmm", "ah", "eh",
    ]

    private static func withoutHesitation(_ words: [String]) -> [String] {
        let kept = words.filter { !hesitations.contains($0) }
        return kept.isEmpty ? words : kept
    }

    /// What stands before a description, word by word.
    private static let requests: [[String]] = [
        "show me", "find me", "find", "show", "point to", "point at", "point out", "look for",
        "search for", "highlight", "segment", "mask", "mark", "select", "cut out", "track",
        "follow",
        "locate", "give me", "get me", "i want", "i want to see", "i would like to see",
        "i'd like to see", "i am looking for", "i'm looking for", "we are looking for",
        "where is", "where are", "where's", "what about",
    ].map { $0.split(separator: " ").map(String.init) }

    private static let beginnings: [[String]] = [
        "please", "can you", "could you", "would you", "will you", "can you please",
        "could you please", "would you please", "ok", "okay", "so", "well", "hey", "hello", "hi",
        "now", "then",
    ].map { $0.split(separator: " ").map(String.init) }

    /// Without a request before the description and "please" behind it. Where nothing else was said, or
    /// what follows does not begin like a description, the words stay as they are: "mask on the wall",
    /// "track in the snow".
    private static func withoutRequest(_ words: [String]) -> [String] {
        var rest = words[...]
        var isPolite = false
        while let beginning = longest(beginnings, at: rest) {
            rest = rest.dropFirst(beginning)
            isPolite = true
        }
        if let request = longest(requests, at: rest) {
            let after = rest.dropFirst(request)
            if let first = after.first, determiners.contains(first) || isPolite || request > 1 {
                rest = after
            } else if isPolite == false {
                return words
            }
        } else if isPolite, let first = rest.first, !determiners.contains(first) {
            return words
        }
        if rest.count > 1, rest.last == "please" { rest = rest.dropLast() }
        return rest.isEmpty ? words : Array(rest)
    }

    /// Words that a description begins with.
    private static let determiners: Set<String> = [
        "the", "a", "an", "all", "every", "each", "this", "that", "these", "those", "any", "some",
        "my", "his", "her", "their", "one", "two", "three", "both",
    ]

    private static func longest(_ phrases: [[String]], at words: ArraySlice<String>) -> Int? {
        phrases.filter { words.starts(with: $0) }.map(\.count).max()
    }

    private static let ones = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
        "nineteen",
    ]
    private static let tens = [
        "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ]

    /// A number below a hundred in words; nil for anything else.
    static func number(_ word: String) -> String? {
        guard word.count <= 2, let value = Int(word), value >= 0 else { return nil }
        if value < 20 { return ones[value] }
        return tens[value / 10] + (value % 10 == 0 ? "" : "-" + ones[value % 10])
    }
}
