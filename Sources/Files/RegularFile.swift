import Foundation

/// A regular file, open for reading until it goes out of use; folders, pipes and devices are refused.
package final class RegularFile: Sendable {
    /// Bytes in the file when it was opened.
    package let size: Int
    private let descriptor: Int32

    /// - Throws: `FileFailure`.
    package init(_ path: String) throws(FileFailure) {
        var status = stat()
        let place = path.pathBytes
        guard stat(place, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { throw .missing }
            throw .unreadable(reason: systemReason())
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw .unreadable(reason: "it is a folder")
        default: throw .unreadable(reason: "it is not a regular file")
        }
        descriptor = open(place, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(reason: systemReason()) }
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// All bytes of a file that has at most `limit` of them.
    package static func contents(of path: String, limit: Int) throws(FileFailure) -> [UInt8] {
        let file = try RegularFile(path)
        guard file.size <= limit else { throw .tooLarge(bytes: file.size, limit: limit) }
        return try file.read(upTo: file.size)
    }

    /// Whether two paths lead to one file, links followed.
    package static func isSame(_ one: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        return stat(one.pathBytes, &first) == 0 && stat(other.pathBytes, &second) == 0
            && first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// The next bytes, fewer than `count` only at the end of the file.
    package func read(upTo count: Int) throws(FileFailure) -> [UInt8] {
        let room = min(count, size)
        // An array for nothing is the one empty array of all threads.
        guard room > 0 else { return [] }
        var failure: FileFailure?
        let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, written in
            while written < room {
                let rest = UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[written..<room])
                let got = Foundation.read(descriptor, rest.baseAddress, rest.count)
                if got == 0 { return }
                if got < 0 {
                    if errno == EINTR { continue }
                    failure = .unreadable(reason: systemReason())
                    return
                }
                written += got
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Bytes from a place on, fewer than `count` only at the end of the file.
    package func read(upTo count: Int, from offset: Int) throws(FileFailure) -> [UInt8] {
        guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else {
            throw .unreadable(reason: systemReason())
        }
        return try read(upTo: count)
    }
}
