import Foundation

/// A file that is written part by part and gets its name when it is whole: under a temporary name in
/// the same folder first, then renamed over the final one.
///
/// Where it goes out of use before, nothing of it is left.
package final class UnfinishedFile {
    private let path: String
    private let temporary: String
    private var descriptor: Int32
    /// Small parts that wait to be written together.
    private var waiting = ContiguousArray<UInt8>()

    /// - Throws: `WriteFailure`, as all of its methods.
    package init(_ path: String) throws(WriteFailure) {
        self.path = path
        let name = (path as NSString).lastPathComponent
        let folder = (path as NSString).deletingLastPathComponent
        let random = String(UInt32.random(in: 0...UInt32.max), radix: 36)
        temporary = (folder as NSString).appendingPathComponent(
            ".\(name).\(random)\(Self.suffix)")
        descriptor = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(temporary)
    }

    private static let suffix = ".part"

    /// Whether an entry of a folder is what a killed program was about to write.
    package static func isUnfinished(_ name: String) -> Bool {
        name.hasPrefix(".") && name.hasSuffix(suffix)
    }

    /// Removes what killed programs were about to write; what others still write is touched every few seconds.
    ///
    /// - `suffix`: of the files' final names.
    package static func removeAbandoned(in folder: String, suffix: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names where isUnfinished(name) && name.contains("\(suffix).") {
            let file = (folder as NSString).appendingPathComponent(name)
            var status = stat()
            guard stat(file, &status) == 0, time(nil) - status.st_mtim.tv_sec > abandoned else {
                continue
            }
            unlink(file)
        }
    }

    /// Seconds after which an unfinished file that nobody has touched is nobody's.
    private static let abandoned = 3600

    package func write(_ text: String) throws(WriteFailure) {
        try write(ContiguousArray(text.utf8))
    }

    package func write(_ bytes: some Collection<UInt8>) throws(WriteFailure) {
        waiting.append(contentsOf: bytes)
        if waiting.count >= Self.room { try writeWaiting() }
    }

    /// Bytes that are gathered before they are written.
    private static let room = 1 << 16

    /// Writes over what is there already.
    ///
    /// - `offset`: from the start of the file.
    package func write(_ bytes: some Collection<UInt8>, at offset: Int) throws(WriteFailure) {
        try writeWaiting()
        guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else { throw failure }
        waiting.append(contentsOf: bytes)
        try writeWaiting()
        guard lseek(descriptor, 0, SEEK_END) >= 0 else { throw failure }
    }

    /// Gives the file its name.
    ///
    /// - `survivesPowerLoss`: as `writeAtomically` has it.
    package func finish(survivesPowerLoss: Bool) throws(WriteFailure) {
        try writeWaiting()
        guard !survivesPowerLoss || fsync(descriptor) == 0 else { throw failure }
        let open = descriptor
        descriptor = -1
        guard close(open) == 0, rename(temporary, path) == 0 else {
            let failure = failure
            unlink(temporary)
            throw failure
        }
        let folder = (path as NSString).deletingLastPathComponent
        guard !survivesPowerLoss || writeNames(in: folder) else { throw failure }
    }

    private func writeWaiting() throws(WriteFailure) {
        guard waiting.withUnsafeBytes({ writeAll($0, to: descriptor) }) else { throw failure }
        waiting.removeAll(keepingCapacity: true)
    }

    private var failure: WriteFailure { WriteFailure(reason: systemReason()) }
}

/// Waits until the names of a folder's entries are on the disk, as after a rename.
///
/// - Returns: false with the reason in `errno` where the disk fails; a file system that cannot do it for
///   folders is let pass.
package func writeNames(in folder: String) -> Bool {
    let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return errno == EACCES }
    defer { close(descriptor) }
    return fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP
}
