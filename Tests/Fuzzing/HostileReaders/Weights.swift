import Checkpoints
import Weights

extension HostileReader {
    /// A file of weights, of whatever format it may be, with all of its tensors.
    static func readWeights(_ input: [UInt8]) throws {
        let path = InputFolder.write(input, to: "weights")
        try refusing(WeightsError.self, naming: path) {
            try refusing(CheckpointError.self, naming: path) {
                let file = try CheckpointFile.open(path)
                _ = (file.arguments, file.metadata)
                for layout in file.layouts {
                    _ = try file.tensor(layout.name)?.values
                    _ = try file.integers(layout.name)
                }
            }
        }
    }
}
