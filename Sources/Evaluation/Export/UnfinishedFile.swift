import Foundation
import Media

/// A file that is written part by part and gets its name when it is whole.
final class UnfinishedFile {
    private let path: String
    private let temporary: String
    private let file: UnsafeMutablePointer<FILE>
    private var isOpen = true

    /// - Throws: `EvaluationError.unwritable`, as all of its methods.
    init(_ path: String) throws {
        let name = (path as NSString).lastPathComponent
        let folder = (path as NSString).deletingLastPathComponent
        (self.path, temporary) = (
            path, (folder as NSString).appendingPathComponent(".\(name).part")
        )
        guard let file = fopen(temporary, "we") else {
            throw EvaluationError.unwritable(path: path, reason: String(cString: strerror(errno)))
        }
        self.file = file
    }

    deinit {
        guard isOpen else { return }
        fclose(file)
        unlink(temporary)
    }

    func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
    }

    func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

    private func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard fwrite(bytes.baseAddress, 1, bytes.count, file) == bytes.count else { throw failure }
    }

    /// Puts the file onto the disk and under its name.
    func finish() throws {
        guard fflush(file) == 0, fsync(fileno(file)) == 0 else { throw failure }
        isOpen = false
        guard fclose(file) == 0, rename(temporary, path) == 0 else {
            let error = failure
            unlink(temporary)
            throw error
        }
        guard writeNames(in: (path as NSString).deletingLastPathComponent) else { throw failure }
    }

    private var failure: EvaluationError {
        .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
}
