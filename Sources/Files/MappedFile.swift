import Foundation

/// A file's bytes, mapped read-only for as long as the object lives.
///
/// The file must not shrink meanwhile: programs that replace weights should write aside and rename.
package final class MappedFile: @unchecked Sendable {
    package let bytes: UnsafeRawBufferPointer

    /// - Throws: `FileFailure.unreadable`.
    package init(path: String) throws(FileFailure) {
        // Opening a pipe would otherwise wait for someone to write into it.
        let descriptor = open(path.pathBytes, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.failure("cannot be opened") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure("has no status") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(reason: "is no regular file")
        }
        let count = Int(status.st_size)
        guard count > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let memory = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0),
            memory != MAP_FAILED
        else { throw Self.failure("cannot be mapped") }
        bytes = UnsafeRawBufferPointer(start: memory, count: count)
    }

    /// Gives back the memory of what was read so far; it is read again where it is needed.
    package func releasePages() { releasePages(in: bytes) }

    /// What the system maps at once where a page is missed.
    private static let neighbourhood = 1 << 16

    /// As `releasePages()`, of some bytes of the file and of what was mapped around them.
    package func releasePages(in part: UnsafeRawBufferPointer) {
        guard let memory = bytes.baseAddress, let first = part.baseAddress else { return }
        let offset = first - memory
        let start = offset / Self.neighbourhood * Self.neighbourhood
        let end = min(
            bytes.count,
            (offset + part.count + Self.neighbourhood - 1) / Self.neighbourhood
                * Self.neighbourhood)
        madvise(UnsafeMutableRawPointer(mutating: memory + start), end - start, MADV_DONTNEED)
    }

    deinit {
        if let memory = bytes.baseAddress {
            munmap(UnsafeMutableRawPointer(mutating: memory), bytes.count)
        }
    }

    private static func failure(_ what: String) -> FileFailure {
        .unreadable(reason: "\(what): \(systemReason())")
    }
}
