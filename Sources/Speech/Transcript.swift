import Audio

/// What was said in a recording.
public struct Transcript: Sendable, Equatable {
    /// All words, in lower case, without punctuation.
    public let text: String
    /// The description in them: without hesitation, and without a request around it.
    public let query: String
    /// Mean probability of the tokens heard, 0 to 1.
    public let confidence: Float
    /// Seconds of the recording as it was read.
    public let duration: Double
    /// Seconds that its header promises, where it ends before them.
    let promised: Double?
    /// The query and what else it may have been, the likeliest first.
    package let texts: [HeardText]
    /// Code of the language, where it is another than English.
    package let foreignLanguage: String?

    /// Where the recording ends before its header says, a sentence that tells it.
    ///
    /// - `name`: that the user knows the recording by.
    package func shortfall(of name: String) -> String? {
        promised.map { AudioError.cut(path: name, seconds: duration, promised: $0).description }
    }

    /// Whether something else may well have been said.
    package var isUncertain: Bool { confidence < Self.certain }

    /// Confidence from which other readings are not worth a word.
    private static let certain: Float = 0.6
    /// Confidence from which English was spoken, whatever it sounds like.
    static let fluent: Float = 0.7
}
