import ReferFormer

/// A query that the model has read.
public struct PreparedQuery: Sendable {
    /// The query with its white space tidied.
    public let text: String
    /// Nil where nothing was heard.
    let encoded: EncodedText?
    /// What was heard, where the query was spoken.
    public let spoken: SpokenQuery?

    init(text: String, encoded: EncodedText?, spoken: SpokenQuery? = nil) {
        (self.text, self.encoded, self.spoken) = (text, encoded, spoken)
    }
}
