import Files
import Tensors

/// Tensors that are views of a file give its pages back once they are used.
extension MappedFile: ReleasableMemory {}

extension MappedFile {
    /// Maps a weights file.
    ///
    /// - Throws: `WeightsError.unreadable`.
    package convenience init(weights path: String) throws {
        do {
            try self.init(path: path)
        } catch FileFailure.unreadable(let reason) {
            throw WeightsError.unreadable(path: path, reason: reason)
        }
    }
}
