/// Which pixels of a frame belong to the object.
public struct Mask: Sendable, Equatable {
    /// The longest side of a mask read from a file, in pixels.
    public static let longestSide = 16_384

    /// Columns of pixels.
    public let width: Int
    /// Rows of pixels.
    public let height: Int
    /// `[height, width]`, row by row; 1 = object, 0 = not.
    public let bytes: [UInt8]

    /// - `bytes`: `[height, width]`, only 0 and 1.
    public init(width: Int, height: Int, bytes: [UInt8]) {
        precondition(
            width > 0 && height > 0 && bytes.count == width * height,
            "\(bytes.count) bytes for \(height)x\(width)")
        self.width = width
        self.height = height
        self.bytes = bytes
    }

    /// A mask without any pixel set.
    public init(emptyWithWidth width: Int, height: Int) {
        self.init(width: width, height: height, bytes: [UInt8](repeating: 0, count: width * height))
    }

    /// Fills the mask in place, without clearing it first: `body` must write 0 or 1 to every byte.
    package init(
        width: Int, height: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) throws -> Void
    ) rethrows {
        let count = width * height
        let bytes = try [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            try body(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
            written = count
        }
        self.init(width: width, height: height, bytes: bytes)
    }

    /// Number of pixels set.
    public var area: Int {
        bytes.withUnsafeBufferPointer { buffer in
            var sum = 0
            for byte in buffer { sum &+= Int(byte) }
            return sum
        }
    }

    /// The smallest box around the pixels set, nil where there is none.
    public var box: Box? {
        var (left, right, top, bottom) = (width, -1, height, -1)
        bytes.withUnsafeBufferPointer { buffer in
            for y in 0..<height {
                let row = y * width
                var x = 0
                while x < width, buffer[row + x] == 0 { x += 1 }
                if x == width { continue }
                var last = width - 1
                while buffer[row + last] == 0 { last -= 1 }
                (left, right) = (min(left, x), max(right, last))
                (top, bottom) = (min(top, y), y)
            }
        }
        return right < 0
            ? nil : Box(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
    }
}
