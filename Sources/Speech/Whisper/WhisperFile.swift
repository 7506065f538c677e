import Checkpoints
import Foundation
import Layers
import Tensors
import Weights

/// A Whisper model on disk: weights by their names in transformers (without `model.`), vocabulary, and
/// the tokens that are never written.
///
/// Read are a file of this project, which holds everything; a folder of transformers
/// (`model.safetensors`, `tokenizer.json`, `generation_config.json`); a folder of CTranslate2
/// (`model.bin`, `vocabulary.txt`, `config.json`). Matrices may be int8 with a scale for each row,
/// `<name>_scale`; in this project's files they may also be compressed, `<name>_zstd`.
package struct WhisperFile: Sendable {
    /// As it was given.
    package let path: String
    /// The file with the weights, in the folder where one was given.
    package let weights: String
    /// What wrote it, for people.
    package let format: String
    package let byteCount: Int
    package let size: WhisperSize
    package let vocabulary: WhisperVocabulary
    package let suppressed: WhisperSuppression
    /// A text to lean towards, as if it had been said before; empty in published models.
    package let prompt: String
    /// What its encoder is shown of a recording.
    let window: WhisperWindow
    /// When nobody spoke.
    let limits: SpeechLimits
    /// The model's name in the metadata; nil where the file has none.
    package let title: String?
    /// What else a safetensors file says about itself.
    package let metadata: [String: String]
    private let tensors: [String: StoredValues]
    private let scales: [String: Tensor]
    private let compressed: [String: CompressedMatrix]
    private let release: @Sendable () -> Void

    /// Metadata of this project's files.
    static let vocabularyKey = "whisper_vocabulary"
    static let languagesKey = "whisper_languages"
    static let many = "many"
    private static let promptKey = "prompt"
    private static let windowKey = "window"
    private static let limitsKey = "speech_limits"
    private static let scaleSuffix = "_scale"
    /// Of a convolution's kernel over time.
    private static let taps = 3

    /// - `path`: of a file or a folder.
    /// - Throws: `WhisperError`, `WeightsError`.
    package init(path: String) throws {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        guard exists, isFolder.boolValue else {
            let folder = (path as NSString).deletingLastPathComponent
            try self.init(weights: path, folder: folder.isEmpty ? "." : folder, path: path)
            return
        }
        for name in ["model.bin", "model.safetensors"]
        where FileManager.default.fileExists(atPath: path + "/" + name) {
            try self.init(weights: path + "/" + name, folder: path, path: path)
            return
        }
        throw WhisperError.notWhisper(
            path: path, found: "a folder with neither model.bin nor model.safetensors")
    }

    private init(weights: String, folder: String, path: String) throws {
        (self.path, self.weights) = (path, weights)
        if weights.hasSuffix(".bin") {
            let file = try CTranslate2File(path: weights)
            guard file.kind == "WhisperSpec" else {
                throw WhisperError.notWhisper(
                    path: weights, found: "a CTranslate2 model of kind \"\(file.kind)\"")
            }
            (tensors, scales) = WhisperNames.fromCTranslate2(file.tensors)
            (format, byteCount, title, prompt) = ("CTranslate2", file.byteCount, nil, "")
            (metadata, window, limits) = ([:], .published, .published)
            compressed = [:]
            release = { file.releasePages() }
            vocabulary = try WhisperVocabulary(folder: folder)
            suppressed = try WhisperSuppression(folder: folder, vocabulary)
        } else {
            let file = try SafetensorsFile(path: weights)
            (tensors, scales, compressed) = try Self.named(file)
            (byteCount, title) = (file.byteCount, file.metadata["model"])
            metadata = file.metadata
            prompt = file.metadata[Self.promptKey] ?? ""
            window = try Self.told(file, Self.windowKey, .published, WhisperWindow.init)
            limits = try Self.told(file, Self.limitsKey, .published, SpeechLimits.init)
            release = { file.releasePages() }
            if let text = file.metadata[Self.vocabularyKey] {
                format = "safetensors"
                vocabulary = try WhisperVocabulary(
                    tokens: WhisperVocabulary.lines(text.utf8),
                    isMultilingual: file.metadata[Self.languagesKey].map { $0 == Self.many },
                    path: weights)
                suppressed = try WhisperSuppression(metadata: file.metadata, path: weights)
            } else {
                format = "safetensors of transformers"
                // What else is in a safetensors file is told before its vocabulary is missed.
                _ = try WhisperSize(Self.shapes(tensors, compressed), path: weights)
                vocabulary = try WhisperVocabulary(folder: folder)
                suppressed = try WhisperSuppression(folder: folder, vocabulary)
            }
        }
        size = try WhisperSize(Self.shapes(tensors, compressed), path: weights)
        guard vocabulary.tokens.count <= size.tokens else {
            throw WhisperError.badVocabulary(
                path: weights, place: "tokens", found: "\(vocabulary.tokens.count)",
                expected: "the \(size.tokens) of the weights")
        }
        let told = vocabulary.tokens(of: prompt).count
        guard told <= size.longestPrompt else {
            throw WhisperError.badSettings(
                path: weights, found: "a prompt of \(told) tokens in its metadata",
                expected: "at most \(size.longestPrompt)")
        }
    }

    /// What the metadata say under a key; `published` where they say nothing.
    private static func told<Value>(
        _ file: SafetensorsFile, _ key: String, _ published: Value, _ read: (String) -> Value?
    ) throws -> Value {
        guard let text = file.metadata[key] else { return published }
        guard let value = read(text) else {
            throw WhisperError.notWhisper(
                path: file.path, found: "\(key) \"\(text.prefix(40))\" in its metadata")
        }
        return value
    }

    private static func named(
        _ file: SafetensorsFile
    ) throws -> ([String: StoredValues], [String: Tensor], [String: CompressedMatrix]) {
        var (tensors, frames): ([String: StoredValues], [String: StoredValues]) = ([:], [:])
        var scales: [String: Tensor] = [:]
        for name in file.names {
            let plain = name.hasPrefix("model.") ? String(name.dropFirst(6)) : name
            // The projection to tokens is the table of tokens.
            if plain == "proj_out.weight" { continue }
            if plain.hasSuffix(scaleSuffix), let scale = file.tensor(name) {
                scales[String(plain.dropLast(scaleSuffix.count))] = scale
            } else if plain.hasSuffix(CompressedMatrix.suffix) {
                frames[String(plain.dropLast(CompressedMatrix.suffix.count))] = file.values(name)
            } else {
                tensors[plain] = file.values(name)
            }
        }
        var compressed: [String: CompressedMatrix] = [:]
        for (name, frame) in frames {
            guard let scales = scales[name],
                let matrix = CompressedMatrix(name, frame: frame, scales: scales)
            else {
                throw WeightsError.damaged(
                    path: file.path, place: name + CompressedMatrix.suffix,
                    found: "\(frame.bytes.count) bytes",
                    expected: "a frame of Zstandard with a row for each of its scales")
            }
            let isConvolution = name.hasPrefix("encoder.conv")
            let (rows, columns) = (matrix.shape[0], matrix.shape[1])
            compressed[name] =
                isConvolution && columns % taps == 0
                ? matrix.reshaped([rows, columns / taps, taps]) : matrix
        }
        return (tensors, scales, compressed)
    }

    private static func shapes(
        _ tensors: [String: StoredValues], _ compressed: [String: CompressedMatrix]
    ) -> [String: [Int]] {
        tensors.mapValues(\.shape).merging(compressed.mapValues(\.shape)) { plain, _ in plain }
    }

    /// Whether a path leads to something that is meant to be a Whisper model: a folder, a file that
    /// CTranslate2 wrote, or a safetensors file with Whisper's first convolution.
    package static func isMeant(at path: String) -> Bool {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            return false
        }
        if isFolder.boolValue || (path as NSString).lastPathComponent == "model.bin" { return true }
        guard let file = try? SafetensorsFile(path: path) else { return false }
        return file.names.contains { $0.hasSuffix("encoder.conv1.weight") }
    }

    /// The name in the metadata, or the published one of its size.
    package var name: String { title ?? size.name }

    /// Of a tensor among `names`.
    func shape(of name: String) -> [Int] {
        tensors[name]?.shape ?? compressed[name]?.shape ?? []
    }

    /// Gives back the memory of what was read so far; it is read again where it is needed.
    package func releasePages() { release() }

    /// Whether its matrices are whole numbers of few bits, compressed.
    package var isCompressed: Bool { !compressed.isEmpty }

    /// Types of the matrices, several joined by ` + `.
    package var precision: String {
        let plain = tensors.values.filter { $0.shape.count > 1 }.map(\.type.rawValue)
        let all = plain + (compressed.isEmpty ? [] : ["I8 compressed"])
        return Set(all).sorted().joined(separator: " + ")
    }

    package var parameters: Int {
        Self.shapes(tensors, compressed).values.reduce(0) { $0 + $1.reduce(1, *) }
    }
}

extension WhisperFile: WeightSource {
    package var names: [String]? { Self.shapes(tensors, compressed).keys.sorted() }

    package func availability(_ name: String, _ shape: [Int]) -> WeightAvailability {
        if let matrix = compressed[name] {
            return matrix.shape == shape ? .present : .misfit(found: "\(matrix.shape) compressed")
        }
        guard let values = tensors[name] else { return .absent }
        let layout = TensorLayout(name, values.type, values.shape)
        guard values.type == .int8 else { return layout.availability(as: shape) }
        guard values.shape == shape else { return .misfit(found: layout.description) }
        guard scales[name]?.shape == [shape[0]] else {
            return .misfit(found: "\(layout.description) without a scale for each row")
        }
        return .present
    }

    package func load(_ name: String, _ shape: [Int]) throws -> Tensor {
        if compressed[name] == nil, let floats = tensors[name]?.floats() { return floats }
        return try stored(name, shape).rows(Array(0..<shape[0])).reshaped(shape)
    }

    package func stored(_ name: String, _ shape: [Int]) throws -> StoredMatrix {
        if let matrix = try compressed[name]?.stored(path: weights) { return matrix }
        let flat = [shape[0], shape.dropFirst().reduce(1, *)]
        guard let matrix = tensors[name]?.reshaped(flat).matrix(scales: scales[name]) else {
            preconditionFailure("\(name) was said to be present")
        }
        return matrix
    }
}
