/// How what is said reaches the model of videos.
public enum AudioRoute: String, Codable, Sendable, CaseIterable {
    /// The recording is written down, and the text encoder reads the words.
    case transcript
    /// The text encoder reads all that may have been said, each text with its share; nothing is decided.
    /// For the default model and others with its vocabulary.
    case features
}
