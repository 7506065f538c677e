import Files

/// How many bytes a MATLAB file of version 5 says it has, by the sizes of its data elements ("MAT-File
/// Format", MathWorks): more than the file has where it was cut, of which libmatio reads what there is.
struct MatlabExtent: Equatable {
    /// Bytes of the file.
    let bytes: Int
    /// Bytes that its elements promise.
    let promised: Int

    /// Whether the file ends before its last element does.
    var isCut: Bool { bytes < promised }

    private static let header = 128

    /// - Returns: nil for files of another version or byte order.
    /// - Throws: `FileFailure`.
    init?(path: String) throws(FileFailure) {
        let file = try RegularFile(path)
        let start = try file.read(upTo: Self.header)
        guard start.count == Self.header, start[124...] == [0, 1, 0x49, 0x4D] else { return nil }
        var end = Self.header
        while end < file.size {
            let tag = try file.read(upTo: 8, from: end)
            guard tag.count == 8 else {
                end += 8
                break
            }
            let number = { (part: ArraySlice<UInt8>) in
                part.reversed().reduce(0) { $0 << 8 | Int($1) }
            }
            // An element of up to four bytes lies in its own tag.
            let isSmall = number(tag[2..<4]) != 0
            let (kind, size) = (number(tag[..<4]), number(tag[4...]))
            // Compressed elements alone are not filled up to eight bytes.
            let padding = kind == 15 ? 0 : (8 - size % 8) % 8
            end += 8 + (isSmall ? 0 : size + padding)
        }
        (bytes, promised) = (file.size, end)
    }
}
