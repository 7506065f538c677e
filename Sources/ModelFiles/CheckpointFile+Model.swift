import Checkpoints
import Foundation

extension CheckpointFile {
    /// The model's name in the metadata, or the file's own.
    package var modelName: String {
        if let name = metadata["model"] { return name }
        let file = URL(fileURLWithPath: path)
        // What MTTR's training saves ends in .pth.tar.
        let stem = file.pathExtension == "tar" ? file.deletingPathExtension() : file
        return stem.deletingPathExtension().lastPathComponent
    }
}
