import Checkpoints
import Foundation
import FuzzInput
import Weights

/// Opens files of weights, of whatever format they may be, and reads all of their tensors.
@main
struct FuzzWeights {
    static func main() {
        exit(
            fuzz { bytes, count in
                withInputFile(bytes, count) { path in
                    do {
                        let file = try CheckpointFile.open(path)
                        _ = (file.arguments, file.metadata)
                        for layout in file.layouts {
                            _ = try file.tensor(layout.name)
                            _ = try file.integers(layout.name)
                        }
                    } catch {
                        precondition(
                            error is WeightsError || error is CheckpointError, "\(error)")
                        precondition("\(error)".hasPrefix(path), "\(error)")
                    }
                }
            })
    }
}
