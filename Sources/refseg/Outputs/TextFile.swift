import Files
import Foundation
import Media

/// A text of the output that is written part by part.
final class TextFile {
    /// Where it lies in the output.
    let path: String
    private let folder: OutputFolder
    private let file: UnsafeMutablePointer<FILE>
    private var isOpen = true

    /// - Throws: `OutputError.unwritable`, as all of its methods.
    init(_ path: String, in folder: OutputFolder) throws {
        guard let file = fopen(folder.staged(path), "w") else {
            throw OutputError.unwritable(path: "\(folder.name)/\(path)", reason: systemReason())
        }
        (self.path, self.folder, self.file) = (path, folder, file)
    }

    deinit { if isOpen { fclose(file) } }

    func write(_ text: String) throws {
        var text = text
        let isWritten = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) == $0.count }
        guard isWritten else { throw unwritable }
    }

    func finish() throws {
        isOpen = false
        guard fclose(file) == 0 else { throw unwritable }
    }

    private var unwritable: OutputError {
        .unwritable(path: "\(folder.name)/\(path)", reason: systemReason())
    }
}
