import Weights

extension CheckpointFile.Format {
    /// Tells a file's format by its first bytes; everything unknown is left to the reader of
    /// safetensors, which says what is wrong.
    ///
    /// - Throws: `CheckpointError.unsupported`, for what torch.save wrote before 2017.
    init(recognising file: UnsafeRawBufferPointer, path: String) throws {
        if SafetensorsFile.begins(file) {
            self = .safetensors
        } else if file.starts(with: [0x50, 0x4B, 3, 4]) || file.starts(with: [0x50, 0x4B, 5, 6]) {
            self = .torch
        } else if file.count >= 2, file[0] == 0x80, (2...5).contains(file[1]) {
            self = .legacyTorch
        } else if file.count > 262, file[257..<262].elementsEqual("ustar".utf8) {
            throw CheckpointError.unsupported(
                path: path, place: "file", found: "a tar archive, as torch.save wrote before 2017",
                expected: "a checkpoint of PyTorch 0.2 or later")
        } else {
            self = .safetensors
        }
    }
}
