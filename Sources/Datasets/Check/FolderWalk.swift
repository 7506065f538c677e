import Foundation

/// Looks at every entry under a folder, links followed, for links that lead nowhere or back.
struct FolderWalk {
    private struct Place: Hashable {
        let device: UInt64
        let file: UInt64
    }

    /// Folders inside folders that are followed.
    private static let deepest = 20

    private let report: (DatasetError) -> Void

    static func run(_ root: String, _ report: @escaping (DatasetError) -> Void) {
        FolderWalk(report: report).visit(root, ancestors: [], levels: deepest)
    }

    private func visit(_ folder: String, ancestors: Set<Place>, levels: Int) {
        var status = stat()
        guard levels > 0, stat(folder, &status) == 0 else { return }
        let own = Place(device: UInt64(status.st_dev), file: UInt64(status.st_ino))
        for (name, mayBeFolder) in entries(folder) where mayBeFolder {
            let path = DatasetFiles.path(folder, name)
            guard stat(path, &status) == 0 else {
                switch errno {
                case ELOOP: report(.linkLoop(path: path))
                case ENOENT:
                    report(.unreadable(path: path, reason: "it is a symbolic link to nothing"))
                default:
                    report(.unreadable(path: path, reason: String(cString: strerror(errno))))
                }
                continue
            }
            guard status.st_mode & S_IFMT == S_IFDIR else { continue }
            let inner = Place(device: UInt64(status.st_dev), file: UInt64(status.st_ino))
            if inner == own || ancestors.contains(inner) {
                report(.linkLoop(path: path))
            } else {
                visit(path, ancestors: ancestors.union([own]), levels: levels - 1)
            }
        }
    }

    /// Names in a folder, sorted, and whether they may be folders or links: plain files need no
    /// second look.
    private func entries(_ folder: String) -> [(name: String, mayBeFolder: Bool)] {
        guard let stream = opendir(folder) else {
            report(.unreadable(path: folder, reason: String(cString: strerror(errno))))
            return []
        }
        defer { closedir(stream) }
        var entries: [(name: String, mayBeFolder: Bool)] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name == "." || name == ".." { continue }
            entries.append((name, Int(entry.pointee.d_type) != Int(DT_REG)))
        }
        return entries.sorted { $0.name < $1.name }
    }
}
