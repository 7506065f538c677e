import Datasets

extension HostileReader {
    /// A file of A2D-Sentences' masks (HDF5) and of J-HMDB's (MATLAB).
    static func readArrays(_ input: [UInt8]) throws {
        let path = InputFolder.write(input, to: "arrays")
        var read = 0
        for truth in [Truth.hdf5(path: path, instance: 0), .matlab(path: path, frame: 0)] {
            do {
                try refusing(DatasetError.self, naming: path) {
                    _ = try TruthReader().mask(truth)
                    read += 1
                }
            } catch is Refusal {
            }
        }
        if read == 0 { throw Refusal() }
    }
}
