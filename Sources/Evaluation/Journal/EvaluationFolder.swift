import Files
import Foundation

/// The folder of an evaluation's files: its own and those of earlier runs of it, nothing else's.
package struct EvaluationFolder: Sendable {
    /// What is evaluated in a folder.
    package enum Kind {
        case oneModel
        /// Several models on the same videos (`ComparisonFolder`).
        case comparison
    }

    /// As the user wrote it.
    package let path: String

    /// Checks the place; nothing is written, and the folder need not be there yet.
    ///
    /// - Throws: `EvaluationError.foreignFolder`, `.otherKind`, `.isFile`, `.unreadable`.
    package init(_ path: String, of kind: Kind = .oneModel) throws {
        self.path = path
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
            throw EvaluationError.isFile(path: path)
        }
        let entries = try self.entries()
        let isOneModel = entries.contains { $0 == EvaluationJournal.name || Self.isShard($0) }
        let isComparison = entries.contains(ComparisonFolder.planName)
        let (isOurs, isOther) =
            kind == .oneModel ? (isOneModel, isComparison) : (isComparison, isOneModel)
        guard isOurs || !isOther else {
            throw EvaluationError.otherKind(path: path, isComparison: isComparison)
        }
        let others = entries.filter { !UnfinishedFile.isUnfinished($0) }
        guard isOurs || others.isEmpty else {
            throw EvaluationError.foreignFolder(path: path, entries: others.count)
        }
    }

    /// Creates the folder, and those above it, where they are not there.
    ///
    /// - Throws: `EvaluationError.unwritable`.
    package func create() throws { try Self.create(path) }

    /// A file or folder in it.
    package func place(_ name: String) -> String {
        (path as NSString).appendingPathComponent(name)
    }

    /// Folders of the parts of an evaluation, by number.
    package func shards() throws -> [String] {
        try entries().filter(Self.isShard).sorted {
            $0.compare($1, options: .numeric) == .orderedAscending
        }
        .map(place)
    }

    /// Writes a file whole or not at all, and onto the disk.
    ///
    /// - Throws: `EvaluationError.unwritable`.
    package func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
        try write(to: name) { try $0.write(ContiguousArray(bytes)) }
    }

    /// As `write(_:to:)`, part by part.
    ///
    /// - Throws: `EvaluationError.unwritable`, and what `parts` throws.
    func write(to name: String, _ parts: (UnfinishedFile) throws -> Void) throws {
        let path = place(name)
        do {
            let file = try UnfinishedFile(path)
            try parts(file)
            try file.finish(survivesPowerLoss: true)
        } catch let failure as WriteFailure {
            throw EvaluationError.unwritable(path: path, reason: failure.reason)
        }
    }

    /// Creates a folder in it, and those above.
    ///
    /// - Throws: `EvaluationError.unwritable`.
    func makeFolder(_ name: String) throws { try Self.create(place(name)) }

    private static func create(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            throw EvaluationError.unwritable(path: path, reason: systemReason(of: error))
        }
    }

    /// Removes what a killed run was about to write. Only while the journal is held.
    package func removeUnfinished() throws {
        for entry in try entries() where UnfinishedFile.isUnfinished(entry) {
            try? FileManager.default.removeItem(atPath: place(entry))
        }
    }

    /// Names of everything in it; none where it is not there yet.
    private func entries() throws -> [String] {
        guard access(path, F_OK) == 0 else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw EvaluationError.unreadable(path: path, reason: systemReason(of: error))
        }
    }

    private static func isShard(_ name: String) -> Bool {
        name.wholeMatch(of: /shard-\d+-of-\d+/) != nil
    }
}
