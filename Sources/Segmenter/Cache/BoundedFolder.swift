import Files
import Foundation

/// Files of one kind in a folder that together stay below a limit: those that were of no use for longest go
/// first, and none that this program has used. Others may read and write the same folder.
///
/// `@unchecked Sendable`: `total` and `used` are guarded by `lock`.
final class BoundedFolder: @unchecked Sendable {
    private let path: String
    private let suffix: String
    private let limit: Int
    private let lock = NSLock()
    /// Bytes of all files, as far as this program knows.
    private var total: Int
    private var used: Set<String> = []

    /// - `suffix`: that the names of its files end with; other files in the folder are left alone.
    /// - Throws: an error of Foundation where the folder cannot be made.
    init(_ folder: URL, suffix: String, limit: Int) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.relativePath
        (self.suffix, self.limit) = (suffix, limit)
        UnfinishedFile.removeAbandoned(in: path, suffix: suffix)
        total = Self.entries(of: path, suffix).reduce(0) { $0 + $1.bytes }
    }

    /// Where a file lies, or will.
    func place(_ name: String) -> String {
        (path as NSString).appendingPathComponent(name + suffix)
    }

    /// A file was of use.
    func use(_ name: String) {
        lock.withLock { _ = used.insert(name + suffix) }
        utimensat(AT_FDCWD, place(name), nil, 0)
    }

    /// Makes room for a file of so many bytes; false where there is none, since this program needs all the others.
    func reserve(_ bytes: Int, for name: String) -> Bool {
        lock.withLock {
            if total + bytes > limit { evict(bytes) }
            guard total + bytes <= limit else { return false }
            total += bytes
            used.insert(name + suffix)
            return true
        }
    }

    /// Removes files until there is room for so many bytes and a tenth of the limit more, so that the folder is not
    /// listed for every file.
    private func evict(_ bytes: Int) {
        let entries = Self.entries(of: path, suffix)
        total = entries.reduce(0) { $0 + $1.bytes }
        for entry in entries.sorted(by: { $0.time < $1.time }) where !used.contains(entry.name) {
            guard total + bytes > limit - limit / 10 else { return }
            if unlink((path as NSString).appendingPathComponent(entry.name)) == 0 {
                total -= entry.bytes
            }
        }
    }

    private static func entries(
        of path: String, _ suffix: String
    ) -> [(name: String, bytes: Int, time: Double)] {
        (visibleNames(in: path) ?? []).filter { $0.hasSuffix(suffix) }.compactMap { name in
            var status = stat()
            let file = (path as NSString).appendingPathComponent(name)
            guard stat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            let time = status.st_mtim
            return (name, Int(status.st_size), Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
        }
    }
}
