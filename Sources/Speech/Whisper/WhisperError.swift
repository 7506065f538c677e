import Foundation

/// Why a file is no Whisper model that can be used. Every message is one sentence that names the place,
/// what was found, what was expected and the way out.
package enum WhisperError: Error, Equatable, Sendable {
    /// Weights of something else.
    case notWhisper(path: String, found: String)
    /// No file that says which bytes the tokens stand for.
    case noVocabulary(folder: String, searched: [String])
    case badVocabulary(path: String, place: String, found: String, expected: String)
    /// A file of settings that is no JSON of numbers.
    case badSettings(path: String, found: String, expected: String)
}

extension WhisperError: CustomStringConvertible, LocalizedError {
    /// The message shown to the user: one sentence, no full stop.
    package var description: String {
        switch self {
        case .notWhisper(let path, let found):
            "\(path): \(found); expected a Whisper model: a folder that CTranslate2 or transformers "
                + "wrote, its model.bin, or its model.safetensors"
        case .noVocabulary(let folder, let searched):
            "\(folder): none of \(searched.joined(separator: ", ")); expected the vocabulary beside "
                + "the weights of a Whisper model, so put its file there"
        case .badVocabulary(let path, let place, let found, let expected):
            "\(path): \(place): found \(found), expected \(expected); copy the file again from where "
                + "the model came from"
        case .badSettings(let path, let found, let expected):
            "\(path): found \(found), expected \(expected); copy the file again from where the model "
                + "came from"
        }
    }

    /// The same sentence, for code that prints `localizedDescription`.
    package var errorDescription: String? { description }
}
