import Files
import Foundation
import Speech
import Tensors

/// The listener, loaded when the first recording comes.
///
/// `@unchecked Sendable`: `listener` is guarded by `lock`.
final class Ear: @unchecked Sendable {
    private let compute: Compute
    private let lock = NSLock()
    private let model: URL?
    private var listener: Listener?

    /// - `model`: a Whisper model; nil for the one that comes with the program.
    init(model: URL? = nil, on compute: Compute) { (self.model, self.compute) = (model, compute) }

    /// - Throws: what `Listener` throws.
    func transcribe(_ path: String) throws -> Transcript {
        let listener = try loaded()
        // The buffers that sound needed are none that frames can use again.
        defer { compute.releaseUnusedBuffers() }
        return try listener.transcribe(path)
    }

    /// Name and fingerprint of the model.
    ///
    /// - Throws: what `Listener` throws.
    func identity() throws -> ModelIdentity {
        let listener = try loaded()
        return ModelIdentity(
            name: listener.name, sha256: Fingerprint.sha256(of: listener.weights) ?? "unreadable")
    }

    private func loaded() throws -> Listener {
        try lock.withLock {
            let listener =
                try self.listener
                ?? Listener(model: model?.relativePath, on: compute)
            self.listener = listener
            return listener
        }
    }
}
