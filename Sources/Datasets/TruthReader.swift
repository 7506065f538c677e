import Foundation
import Masks
import Media

/// Reads true masks, whatever form the benchmark has them in. Threads may share one.
package final class TruthReader: @unchecked Sendable {
    private let arrays = ArrayReader()
    private let lock = NSLock()
    /// The arrays of the file that was read last: sentences and frames of one video follow each other.
    private var latest: (path: String, arrays: [String: NumberArray]) = ("", [:])

    package init() {}

    /// Reads a mask.
    ///
    /// - Throws: `DatasetError` where the file is not what the benchmark publishes, `MediaError` where
    ///   it is no readable image.
    package func mask(_ truth: Truth) throws -> Mask {
        switch truth {
        case .hdf5(let path, let instance): return try A2DMasks(path, self).mask(of: instance)
        case .matlab(let path, let frame): return try PuppetMasks(path, self).mask(at: frame)
        case .label(let path, let object): return try LabelMap(path: path).mask(of: object)
        case .foreground(let path): return try LabelMap(path: path).foreground
        case .runs(let all, let width, let height):
            let masks = try all.map {
                try RunLengths(width: width, height: height, compressed: $0)
            }
            guard let first = masks.first else {
                return Mask(emptyWithWidth: width, height: height)
            }
            return masks.dropFirst().reduce(first) { $0.union($1) }.mask
        case .nothing(let frame):
            let size = try imageSize(path: frame)
            return Mask(emptyWithWidth: size.width, height: size.height)
        }
    }

    /// What is wrong with a mask that should be of two values and has more; nil for others.
    ///
    /// - Throws: `MediaError` where the file is no readable image.
    package func softness(of truth: Truth) throws -> DatasetError? {
        guard case .foreground(let path) = truth else { return nil }
        let levels = Set(try LabelMap(path: path).labels).subtracting([0]).count
        return levels > 1 ? .softMask(path: path, levels: levels) : nil
    }

    /// Numbers of all objects of a frame.
    ///
    /// - Throws: `MediaError` where the file is no readable image.
    package func labels(_ path: String) throws -> LabelMap { try LabelMap(path: path) }

    /// An array of a file, from memory where the file was read last.
    func array(
        _ name: String, of path: String, _ format: ArrayReader.Format
    ) throws -> NumberArray {
        lock.lock()
        defer { lock.unlock() }
        if latest.path == path, let known = latest.arrays[name] { return known }
        let array: NumberArray
        do {
            array = try arrays.read(name, of: path, format)
        } catch let failure as ArrayReader.Failure {
            throw DatasetError(failure, array: name, path: path, format: format)
        }
        if latest.path != path { latest = (path, [:]) }
        latest.arrays[name] = array
        return array
    }
}
