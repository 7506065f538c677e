import Foundation

/// Why a recording says nothing. Every message is one sentence that names the place, what was found,
/// what was expected and the way out.
public enum SpeechError: Error, Equatable, Sendable {
    /// Silence from beginning to end.
    case silent(path: String)
    /// Noise or music, or words too unclear to act on.
    /// - `confidence`: 0 to 1.
    case notUnderstood(path: String, confidence: Float)
}

extension SpeechError: CustomStringConvertible, LocalizedError {
    /// The message shown to the user: one sentence, no full stop.
    public var description: String {
        switch self {
        case .silent(let path):
            "no speech found in \(path): nothing but silence; expected a spoken description of an "
                + "object, so check the microphone and record it again"
        case .notUnderstood(let path, let confidence):
            "no speech found in \(path): nothing that could be understood (confidence "
                + "\(Int((confidence * 100).rounded())) %); expected an English description of an "
                + "object, so say it clearly, away from noise, or type it"
        }
    }

    /// The same sentence, for code that prints `localizedDescription`.
    public var errorDescription: String? { description }
}
