/// One frame's pixels: 8-bit RGB, interleaved, row by row.
///
/// A value over an array, so that frames decoded elsewhere are taken without a copy.
package struct RGBPixels: Sendable, Equatable {
    /// Columns.
    package let width: Int
    /// Rows.
    package let height: Int
    /// `[height, width, 3]`.
    package let values: [UInt8]

    /// - `values`: `[height, width, 3]`.
    package init(width: Int, height: Int, values: [UInt8]) {
        precondition(
            width >= 0 && height >= 0 && values.count == width * height * 3,
            "\(values.count) bytes for \(height)x\(width)x3")
        self.width = width
        self.height = height
        self.values = values
    }

    /// Size in words: `320x180`.
    var sizeText: String { "\(width)x\(height)" }
}
