import Checkpoints
import Foundation
import Layers
import Tensors
import Weights

/// What a Whisper model's folder or file holds.
package struct WhisperInspection: Encodable, Sendable {
    package let path: String
    package let format: String
    package let bytes: Int
    package let model: String
    package let width: Int
    package let encoderLayers: Int
    package let decoderLayers: Int
    package let bands: Int
    package let tokens: Int
    package let precision: String
    package let parameters: Int
    /// What keeps it from being a whole model; nil where nothing does.
    package let problems: String?

    /// Nil where the path leads to something that is not meant to be a Whisper model.
    ///
    /// - Throws: `WhisperError`, `WeightsError`.
    package init?(path: String) throws {
        guard Self.isWhisper(path) else { return nil }
        let file = try WhisperFile(path: path)
        self.path = path
        (format, bytes, precision) = (file.format, file.byteCount, file.precision)
        (parameters, model) = (file.parameters, file.title ?? file.size.name)
        (width, bands, tokens) = (file.size.width, file.size.bands, file.size.tokens)
        (encoderLayers, decoderLayers) = (file.size.encoderLayers, file.size.decoderLayers)
        do {
            _ = try Whisper(file, on: Compute(threads: 1))
            problems = nil
        } catch WeightsError.mismatched(_, let mismatch) {
            problems = mismatch.description
        }
    }

    /// A folder, a file that CTranslate2 wrote, or a safetensors file with Whisper's first convolution.
    private static func isWhisper(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            return false
        }
        if isFolder.boolValue || (path as NSString).lastPathComponent == "model.bin" { return true }
        guard let file = try? SafetensorsFile(path: path) else { return false }
        return file.names.contains { $0.hasSuffix("encoder.conv1.weight") }
    }
}
