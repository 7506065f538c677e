import Files
import Foundation
import Media
import Segmenter

/// The folder that receives the results, written under a temporary name beside its final one and
/// renamed when it is complete: it is there whole or not at all.
///
/// An earlier output of refseg, known by its `result.json`, and an empty folder are replaced;
/// anything else is refused.
///
/// `@unchecked Sendable`: the only mutable state, `settled`, is read and written under `lock`.
final class OutputFolder: @unchecked Sendable {
    /// The final place as the user wrote it.
    let name: String
    /// The folder to write into until `commit()`.
    let staging: String

    private let destination: String
    private let createdParents: [String]
    private let staysInside: Bool
    private let lock = NSLock()
    private var settled = false

    /// Checks the place and creates the temporary folder.
    ///
    /// - `input`: what is being read; it must not lie where the output will go.
    /// - Throws: `OutputError`.
    init(_ name: String, input: String) throws {
        self.name = name
        destination = Self.resolved(name)
        try Self.check(name, destination, input: input)
        let parent = (destination as NSString).deletingLastPathComponent
        let last = (destination as NSString).lastPathComponent
        // A mounted folder, or one in a place that may not be changed, cannot be renamed.
        staysInside =
            access(destination, F_OK) == 0
            && (access(parent, W_OK) != 0 || Self.device(parent) != Self.device(destination))
        staging = ((staysInside ? destination : parent) as NSString)
            .appendingPathComponent(".\(last).refseg-\(getpid())")
        createdParents = try Self.createFolders(parent, for: name)
        try? FileManager.default.removeItem(atPath: staging)
        guard mkdir(staging, 0o777) == 0 else {
            let reason = String(cString: strerror(errno))
            for folder in createdParents.reversed() { rmdir(folder) }
            throw OutputError.unwritable(path: name, reason: reason)
        }
    }

    /// Creates a folder inside the output.
    func createFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: staged(path), withIntermediateDirectories: true)
        } catch {
            throw OutputError.unwritable(path: "\(name)/\(path)", reason: systemReason(of: error))
        }
    }

    /// Where a file of the output lies until `commit()`.
    func staged(_ path: String) -> String { "\(staging)/\(path)" }

    /// Writes a file to its place until `commit()`, and tells failures with the final one.
    ///
    /// - Throws: `OutputError.unwritable`, and what else `body` throws.
    func write(_ path: String, _ body: (String) throws -> Void) throws {
        do {
            try body(staged(path))
        } catch MediaError.unwritable(_, let reason) {
            throw OutputError.unwritable(path: "\(name)/\(path)", reason: reason)
        } catch MediaError.cannotEncode(_, let program, let fault) {
            throw MediaError.cannotEncode(path: "\(name)/\(path)", program: program, fault)
        }
    }

    /// Reads a text of the output, part by part.
    func read(_ path: String, _ body: (String) throws -> Void) throws {
        guard let file = FileHandle(forReadingAtPath: staged(path)) else {
            throw OutputError.unwritable(path: "\(name)/\(path)", reason: systemReason())
        }
        defer { try? file.close() }
        // Lines, so that no character is torn.
        var rest = Data()
        while let part = try file.read(upToCount: 1 << 20), !part.isEmpty {
            rest += part
            guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { continue }
            try body(String(decoding: rest[...end], as: UTF8.self))
            rest = Data(rest[rest.index(after: end)...])
        }
        try body(String(decoding: rest, as: UTF8.self))
    }

    /// Removes a file that is not part of the output after all.
    func remove(_ path: String) throws {
        guard unlink(staged(path)) == 0 else {
            throw OutputError.unwritable(path: "\(name)/\(path)", reason: systemReason())
        }
    }

    /// Gives the finished folder its final name, in place of an earlier output.
    ///
    /// - Throws: `OutputError.unwritable`; the earlier output is then back in its place.
    func commit() throws {
        try lock.withLock {
            guard !settled else { return }
            try staysInside ? moveContents() : replace()
            settled = true
        }
    }

    private func replace() throws {
        let retired = staging + "-old"
        let replaces = Foundation.rename(destination, retired) == 0
        guard replaces || errno == ENOENT, Foundation.rename(staging, destination) == 0 else {
            let reason = String(cString: strerror(errno))
            if replaces { _ = Foundation.rename(retired, destination) }
            throw OutputError.unwritable(path: name, reason: reason)
        }
        if replaces { try? FileManager.default.removeItem(atPath: retired) }
    }

    /// Moves what is new from the temporary folder into the one around it, `result.json`, by which
    /// an output is known, last.
    private func moveContents() throws {
        do {
            let files = FileManager.default
            let last = (staging as NSString).lastPathComponent
            for old in try files.contentsOfDirectory(atPath: destination) where old != last {
                try files.removeItem(atPath: "\(destination)/\(old)")
            }
            let fresh = try files.contentsOfDirectory(atPath: staging)
            for entry in fresh.sorted(by: { $1 == "result.json" && $0 != $1 }) {
                guard Foundation.rename(staged(entry), "\(destination)/\(entry)") == 0 else {
                    throw OutputError.unwritable(
                        path: name, reason: String(cString: strerror(errno)))
                }
            }
            rmdir(staging)
        } catch let error as OutputError {
            throw error
        } catch {
            throw OutputError.unwritable(path: name, reason: systemReason(of: error))
        }
    }

    /// Removes everything written so far; does nothing after `commit()`.
    func abandon() { lock.withLock { remove() } }

    /// As `abandon()`, for a signal that ends the program while other threads still write.
    ///
    /// The lock stays taken: a thread that fails because the folder has gone stops at `abandon()`
    /// instead of reporting an error that is none.
    func abandonBeforeExit() {
        lock.lock()
        remove()
    }

    private func remove() {
        guard !settled else { return }
        settled = true
        // A file may appear while the folder is being emptied: repeat until it is gone.
        for _ in 0..<100 where access(staging, F_OK) == 0 {
            try? FileManager.default.removeItem(atPath: staging)
        }
        for folder in createdParents.reversed() { rmdir(folder) }
    }

    // MARK: - Checks

    /// All that a run may leave in a folder, and what desktops leave in every folder that was looked at.
    private static let ownEntries: Set<String> = [
        EarlierResults.name, "masks", "overlay", "overlay.mp4", "cutout", "composite",
        "composite.mp4", "labels", "matte", "boxes.csv", "coco.json", "youtube-vos", ".DS_Store",
        ".directory", "Thumbs.db", "desktop.ini",
    ]

    private static func check(_ name: String, _ destination: String, input: String) throws {
        var status = stat()
        if stat(destination, &status) != 0 {
            if errno == ENOTDIR { throw OutputError.belowFile(path: name) }
            if errno == ENOENT {
                guard lstat(destination, &status) != 0 else {
                    throw OutputError.brokenLink(path: name)
                }
                return
            }
            throw OutputError.unwritable(path: name, reason: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw OutputError.isFile(path: name) }
        if (resolved(input) + "/").hasPrefix(destination + "/") {
            throw OutputError.holdsInput(path: name, input: input)
        }
        let entries: [String]
        do {
            entries = try FileManager.default.contentsOfDirectory(atPath: destination)
        } catch {
            throw OutputError.unwritable(path: name, reason: systemReason(of: error))
        }
        guard !entries.isEmpty else { return }
        let isEarlier = EarlierResults(folder: destination) != nil
        let foreign = isEarlier ? entries.filter { !ownEntries.contains($0) } : entries
        guard foreign.isEmpty else {
            throw OutputError.foreign(path: name, entries: foreign.count)
        }
    }

    /// The file system that a folder lies on.
    private static func device(_ folder: String) -> UInt64? {
        var status = stat()
        return stat(folder, &status) == 0 ? UInt64(status.st_dev) : nil
    }

    /// Creates `folder` and what is missing above it; returns what was created, outermost first.
    private static func createFolders(_ folder: String, for name: String) throws -> [String] {
        var missing: [String] = []
        var path = folder
        while access(path, F_OK) != 0, !["", "/"].contains(path) {
            missing.append(path)
            path = (path as NSString).deletingLastPathComponent
        }
        var created: [String] = []
        for folder in missing.reversed() {
            guard mkdir(folder, 0o777) == 0 || errno == EEXIST else {
                let reason = String(cString: strerror(errno))
                for folder in created.reversed() { rmdir(folder) }
                throw OutputError.unwritable(path: name, reason: reason)
            }
            created.append(folder)
        }
        return created
    }

    /// Absolute, without `.`, `..` and links as far as the path exists.
    private static func resolved(_ path: String) -> String {
        let base = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        let standard = URL(fileURLWithPath: path, relativeTo: base).standardizedFileURL.path
        if let real = realpath(standard, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        let parent = (standard as NSString).deletingLastPathComponent
        guard parent != standard else { return standard }
        return (resolved(parent) as NSString)
            .appendingPathComponent((standard as NSString).lastPathComponent)
    }
}

/// Why the output folder cannot be used. One sentence each: place, found, expected, way out.
enum OutputError: Error, Equatable, CustomStringConvertible {
    case isFile(path: String)
    case belowFile(path: String)
    case holdsInput(path: String, input: String)
    case foreign(path: String, entries: Int)
    case brokenLink(path: String)
    case unwritable(path: String, reason: String)

    var description: String {
        switch self {
        case .isFile(let path):
            "\(path): is a file; expected a folder for the masks, so name another one with -o"
        case .belowFile(let path):
            "\(path): a part of this path is a file; expected folders, so name another one with -o"
        case .holdsInput(let path, let input):
            "\(path): holds the input \(input), which writing the output would replace; "
                + "name another folder with -o"
        case .foreign(let path, let entries):
            "\(path): the folder holds \(entries) \(entries == 1 ? "entry" : "entries") that refseg "
                + "did not write; expected a new or empty folder or an earlier output of refseg, "
                + "so name another one with -o"
        case .brokenLink(let path):
            "\(path): is a link to nothing; expected a folder or a new name, so make what it leads to, or "
                + "name another folder with -o"
        case .unwritable(let path, let reason):
            "\(path): cannot be written (\(reason)); choose another output folder with -o "
                + "or make room"
        }
    }
}
