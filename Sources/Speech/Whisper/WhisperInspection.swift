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
        guard WhisperFile.isMeant(at: path) else { return nil }
        let file = try WhisperFile(path: path)
        self.path = path
        (format, bytes, precision) = (file.format, file.byteCount, file.precision)
        (parameters, model) = (file.parameters, file.name)
        (width, bands, tokens) = (file.size.width, file.size.bands, file.size.tokens)
        (encoderLayers, decoderLayers) = (file.size.encoderLayers, file.size.decoderLayers)
        do {
            _ = try Whisper(file, on: Compute(threads: 1))
            problems = nil
        } catch WeightsError.mismatched(_, let mismatch) {
            problems = mismatch.description
        }
    }
}
