import CKernels

/// Memory that holds a file's bytes and can give up those that will not be read again soon.
package protocol ReleasableMemory: AnyObject, Sendable {
    func releasePages(in bytes: UnsafeRawBufferPointer)
}

/// A block of floats that a tensor, and the tensors reshaped or sliced from it, share.
///
/// It is written before it is shared and never afterwards, which makes it safe to send.
final class Storage: @unchecked Sendable {
    let floats: UnsafeMutablePointer<Float>
    private let origin: Origin

    private enum Origin {
        /// A buffer to hand back, of so many bytes; to the system where there is no recycler.
        case buffer(bytes: Int, Recycler?)
        /// Somebody else's memory, kept alive.
        case view(AnyObject & Sendable)
    }

    /// Uninitialised room for `count` floats.
    init(count: Int, recycler: Recycler?) {
        let bytes = max(count, 1) * MemoryLayout<Float>.stride
        let buffer = ck_recycler_take(recycler?.handle, bytes)
        guard let buffer else { preconditionFailure("no memory for \(bytes) bytes") }
        floats = buffer.bindMemory(to: Float.self, capacity: max(count, 1))
        origin = .buffer(bytes: bytes, recycler)
    }

    /// Room for packed weights, kept as long as the model.
    convenience init(bytes: Int) {
        let float = MemoryLayout<Float>.stride
        self.init(count: (bytes + float - 1) / float, recycler: nil)
    }

    /// Memory of `owner`, which is never written.
    init(viewing floats: UnsafePointer<Float>, owner: AnyObject & Sendable) {
        self.floats = UnsafeMutablePointer(mutating: floats)
        origin = .view(owner)
    }

    /// Whether it is a file's memory, which can be given up and read again.
    var isOfFile: Bool {
        if case .view(let owner) = origin { owner is any ReleasableMemory } else { false }
    }

    /// Gives up the memory of values that were read for good, where they can be read again.
    func release(_ offset: Int, _ count: Int) {
        guard case .view(let owner) = origin, let memory = owner as? any ReleasableMemory else {
            return
        }
        memory.releasePages(
            in: UnsafeRawBufferPointer(UnsafeBufferPointer(start: floats + offset, count: count)))
    }

    deinit {
        if case .buffer(let bytes, let recycler) = origin {
            ck_recycler_give(recycler?.handle, floats, bytes)
        }
    }
}
