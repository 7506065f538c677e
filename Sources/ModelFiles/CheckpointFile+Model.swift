import Checkpoints
import Foundation
import ReferFormer

extension CheckpointFile {
    /// The model's name in the metadata, or the file's own.
    package var modelName: String {
        metadata["model"]
            ?? URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    }
}

extension ReferFormerConfig {
    /// The configuration that a file carries, or else the one that its tensors tell.
    ///
    /// - Throws: `ReferFormerError`.
    package init(of file: CheckpointFile) throws {
        if let text = file.metadata["config"] {
            try self.init(json: text, path: file.path)
        } else {
            try self.init(inferredFrom: file.layouts, path: file.path)
        }
    }
}
