import Masks

/// One annotated frame of A2D-Sentences: an HDF5 file with `instance` `[N]`, the numbers of its
/// instances, and `reMask` `[N, width, height]`, or `[width, height]` for a single one: MATLAB writes
/// the last axis first.
struct A2DMasks {
    private let path: String
    private let reader: TruthReader

    init(_ path: String, _ reader: TruthReader) { (self.path, self.reader) = (path, reader) }

    /// Numbers of the instances, in the order of their masks.
    ///
    /// - Throws: `DatasetError`.
    func instances() throws -> [Int] {
        let array = try reader.array("instance", of: path, .hdf5)
        guard let instances = array.integers, instances.allSatisfy({ $0 >= 0 }) else {
            throw bad("instance", "values that are no numbers of instances", "whole numbers")
        }
        return instances
    }

    /// The mask of an instance; the first one where a number occurs twice, as published loaders take it.
    ///
    /// - Throws: `DatasetError`.
    func mask(of instance: Int) throws -> Mask {
        let instances = try instances()
        guard let index = instances.firstIndex(of: instance) else {
            throw bad(
                "instance", instances.map(String.init).joined(separator: " "),
                "\(instance) among them")
        }
        let (array, (width, height)) = try layout(count: instances.count)
        return Mask(plane: index, of: array, width: width, height: height)
    }

    private func layout(
        count: Int
    ) throws -> (array: NumberArray, size: (width: Int, height: Int)) {
        let array = try reader.array("reMask", of: path, .hdf5)
        let extents = array.extents
        let plane = Array(extents.suffix(2))
        guard plane.count == 2, plane.allSatisfy({ $0 <= Mask.longestSide }),
            extents.count == 3 ? extents[0] == count : extents.count == 2 && count == 1
        else {
            throw bad(
                "reMask", "extents \(extents) for \(count) instances",
                "[\(count), width, height]" + (count == 1 ? " or [width, height]" : ""))
        }
        return (array, (plane[0], plane[1]))
    }

    private func bad(_ name: String, _ found: String, _ expected: String) -> DatasetError {
        .badArray(path: path, name: name, found: found, expected: expected)
    }
}

extension Mask {
    /// A plane of an array that runs down the columns; what is not 0 is set.
    init(plane: Int, of array: NumberArray, width: Int, height: Int) {
        let columns = array.occupied(plane * width * height..<(plane + 1) * width * height)
        self.init(width: width, height: height) { bytes in
            for x in 0..<width {
                for y in 0..<height { bytes[y * width + x] = columns[x * height + y] }
            }
        }
    }
}
