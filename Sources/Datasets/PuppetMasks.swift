import Masks

/// The masks of a J-HMDB video: a MATLAB file with `part_mask` `[height, width, frames]`, the first
/// axis running fastest.
struct PuppetMasks {
    private let path: String
    private let reader: TruthReader

    init(_ path: String, _ reader: TruthReader) { (self.path, self.reader) = (path, reader) }

    /// The mask of a frame, from 0.
    ///
    /// - Throws: `DatasetError`; `.frameBeyond` where the file has fewer.
    func mask(at frame: Int) throws -> Mask {
        let (width, height, frames, array) = try layout()
        guard (0..<frames).contains(frame) else {
            throw DatasetError.frameBeyond(
                path: path, frame: frame + 1, video: "it", frames: frames)
        }
        return Mask(plane: frame, of: array, width: width, height: height)
    }

    private func layout() throws -> (width: Int, height: Int, frames: Int, array: NumberArray) {
        let array = try reader.array("part_mask", of: path, .matlab)
        let extents = array.extents
        guard extents.count == 2 || extents.count == 3,
            extents.prefix(2).allSatisfy({ $0 <= Mask.longestSide })
        else {
            throw DatasetError.badArray(
                path: path, name: "part_mask", found: "extents \(extents)",
                expected: "[height, width, frames]")
        }
        return (extents[1], extents[0], extents.count == 3 ? extents[2] : 1, array)
    }
}
