import Checkpoints
import Foundation

extension CheckpointFile {
    /// The model's name in the metadata, or the file's own.
    package var modelName: String {
        metadata["model"]
            ?? URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    }
}
