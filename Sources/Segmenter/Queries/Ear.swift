import Foundation
import Speech
import Tensors

/// The listener, loaded when the first recording comes.
///
/// `@unchecked Sendable`: `listener` is guarded by `lock`.
final class Ear: @unchecked Sendable {
    private let compute: Compute
    private let lock = NSLock()
    private var listener: Listener?

    init(on compute: Compute) { self.compute = compute }

    /// - Throws: what `Listener` throws.
    func transcribe(_ path: String) throws -> Transcript {
        let listener = try lock.withLock {
            let listener = try self.listener ?? Listener(on: compute)
            self.listener = listener
            return listener
        }
        // The buffers that sound needed are none that frames can use again.
        defer { compute.releaseUnusedBuffers() }
        return try listener.transcribe(path)
    }
}
