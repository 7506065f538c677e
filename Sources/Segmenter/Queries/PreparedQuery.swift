import Speech

/// A query that the model has read.
public struct PreparedQuery: Sendable {
    /// The query with its white space tidied.
    public let text: String
    /// Nil where nothing was heard.
    let encoded: (any ReadQuery)?
    /// What was heard, where the query was spoken.
    public let spoken: SpokenQuery?
    /// What it may have been, the likeliest first; empty where it was typed.
    let heard: [HeardText]

    init(
        text: String, encoded: (any ReadQuery)?, spoken: SpokenQuery? = nil, heard: [HeardText] = []
    ) {
        (self.text, self.encoded, self.spoken, self.heard) = (text, encoded, spoken, heard)
    }
}
