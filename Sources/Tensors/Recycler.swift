import CKernels

/// Keeps the buffers that tensors no longer need for the next ones, up to a limit.
final class Recycler: @unchecked Sendable {
    let handle: OpaquePointer

    /// For what is written outside of a `Compute`: inputs, scratch memory.
    static let common = Recycler(limit: 24 << 20)

    init(limit: Int) {
        guard let handle = ck_recycler_create(limit) else {
            preconditionFailure("no memory for a recycler")
        }
        self.handle = handle
    }

    /// Bytes kept for later.
    var unused: Int { ck_recycler_unused(handle) }

    func clear() { ck_recycler_clear(handle) }

    deinit { ck_recycler_destroy(handle) }
}
