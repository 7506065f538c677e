import Decisions
import Foundation

/// Why a model cannot be used here although it is one of the family. Every message is one sentence
/// that names the place, what was found, what was expected and the way out.
public enum SegmenterError: Error, Equatable, Sendable {
    /// The model reads other channels than colour and evidence, or reads words before the encoder.
    case otherInput(path: String, found: Int, expected: Int)
    /// The model was trained with another tokenizer.
    case otherVocabulary(path: String, found: Int, expected: Int)
    /// A vocabulary beside a model that reads the package's own.
    case otherTokenizer(path: String, found: String)
    /// A protocol that only published models follow.
    case otherProtocol(path: String, found: String, expected: String)
    /// A protocol that the authors of a published model never followed.
    case noProtocol(path: String, family: String, found: String)
    /// A model whose text encoder reads one text at a time.
    case noFeatureRoute(path: String)
    /// A number in the file's metadata that is none, or out of range.
    case badMetadata(path: String, key: String, found: String, limit: Int)
    /// A clip needs more memory than was allowed, in bytes.
    case tooLittleMemory(limit: Int, needed: Int, frames: Int, width: Int, height: Int)
    /// A published checkpoint, of which all frames are judged.
    case notFast(path: String)
    /// A model that keeps nothing of what it sees.
    case noCache(path: String)
    /// The folder of the cache cannot be made.
    case noCacheFolder(path: String, reason: String)
    /// The calibration of presence is not three numbers.
    case badCalibration(path: String, found: String)
}

extension SegmenterError: CustomStringConvertible, LocalizedError {
    /// The message shown to the user: one sentence, no full stop.
    public var description: String {
        switch self {
        case .otherInput(let path, let found, let expected):
            "\(path): a model that reads \(found) channels; expected one that reads \(expected) and "
                + "meets the words after its encoder, so use weights exported for refseg"
        case .otherVocabulary(let path, let found, let expected):
            "\(path): a model with \(found) pieces of text; expected the \(expected) of the "
                + "package's tokenizer, so use weights exported for this version of refseg"
        case .otherTokenizer(let path, let found):
            "\(path): a model that reads the package's tokenizer cannot read \(found); expected no "
                + "--tokenizer, or a published checkpoint with --model"
        case .otherProtocol(let path, let found, let expected):
            "\(path): a model that judges frame by frame cannot follow the protocol \(found); expected "
                + "\(expected), or a published checkpoint with --model"
        case .noProtocol(let path, let family, let found):
            "\(path): \(family) follows objects through clips and was never evaluated by the protocol "
                + "\(found), which is for single frames; expected windows, ytvos or davis, or a "
                + "checkpoint of another family"
        case .noFeatureRoute(let path):
            "\(path): a published checkpoint, which reads words; expected the default model or one of "
                + "its kind for the audio route features, so use --audio-route transcript"
        case .badMetadata(let path, let key, let found, let limit):
            "\(path): metadata \(key) is \"\(found)\"; expected a number between 0 and \(limit), so "
                + "export the weights again"
        case .tooLittleMemory(let limit, let needed, let frames, let width, let height):
            "--max-memory: \(MemorySize(limit)) is too little for \(frames) "
                + (frames == 1 ? "frame" : "frames, judged together,")
                + " of \(width)x\(height); expected \(MemorySize(needed)) or more, or smaller frames"
        case .notFast(let path):
            "\(path): a published checkpoint, which judges every frame; expected no --fast, or the model of "
                + "the package"
        case .noCache(let path):
            "\(path): a model that keeps nothing of what it sees; expected no --cache, or a ReferFormer, MUTR or "
                + "OnlineRefer checkpoint with --model, under a protocol for clips"
        case .noCacheFolder(let path, let reason):
            "--cache \(path): the folder cannot be made (\(reason)); expected one that can be written to, so name "
                + "another"
        case .badCalibration(let path, let found):
            "\(path): metadata \(PresenceCalibration.metadataKey) is \"\(found)\"; expected three "
                + "numbers with spaces between them, so export the weights again"
        }
    }

    /// Whether what was asked for can never be, whatever is in the files.
    public var isWrongUse: Bool {
        if case .noProtocol = self { true } else { false }
    }

    /// The same sentence, for code that prints `localizedDescription`.
    public var errorDescription: String? { description }
}
