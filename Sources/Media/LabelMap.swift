import Masks

/// Which object every pixel of a frame belongs to, as the DAVIS data sets store it: a PNG whose
/// palette index (or gray level) is the object's number, 0 for the background; what PIL's
/// `numpy.array(Image.open(path))` gives.
public struct LabelMap: Sendable, Equatable {
    /// Columns of pixels.
    public let width: Int
    /// Rows of pixels.
    public let height: Int
    /// `[height, width]`, row by row.
    public let labels: [UInt8]

    /// - `labels`: `[height, width]`.
    package init(width: Int, height: Int, labels: [UInt8]) {
        precondition(
            width > 0 && height > 0 && labels.count == width * height,
            "\(labels.count) labels for \(height)x\(width)")
        (self.width, self.height, self.labels) = (width, height, labels)
    }

    /// Objects 1, 2, … from their masks; where masks overlap, the later one.
    ///
    /// - `masks`: at least one, at most 255, all of one size.
    public init(_ masks: [Mask]) {
        precondition((1...255).contains(masks.count), "\(masks.count) masks")
        (width, height) = (masks[0].width, masks[0].height)
        var labels = [UInt8](repeating: 0, count: width * height)
        for (index, mask) in masks.enumerated() {
            precondition(mask.bytes.count == labels.count, "masks of different sizes")
            for i in labels.indices where mask.bytes[i] != 0 { labels[i] = UInt8(index + 1) }
        }
        self.labels = labels
    }

    /// Reads a PNG with a palette or gray levels of up to 8 bits.
    ///
    /// - Throws: `MediaError`; `.noLabels` for an image of colours.
    package init(path: String) throws {
        self = try ImageFile.readLabels(path)
    }

    /// The pixels of one object.
    package func mask(of label: UInt8) -> Mask {
        Mask(width: width, height: height, bytes: labels.map { $0 == label ? 1 : 0 })
    }

    /// The pixels of all objects.
    package var foreground: Mask {
        Mask(width: width, height: height, bytes: labels.map { $0 == 0 ? 0 : 1 })
    }

    /// Writes the map, atomically.
    ///
    /// - Throws: `MediaError.unwritable`.
    public func writePNG(to path: String) throws {
        let png = try labels.withUnsafeBufferPointer {
            try PNG.encode(
                $0, width: width, height: height, channels: 1, palette: Self.palette,
                compression: .mask)
        }
        try MediaError.writing(png, to: path)
    }

    /// The colours of PASCAL VOC and DAVIS: bits 0, 3, 6 of the index are the highest bits of red,
    /// bits 1, 4, 7 those of green, bits 2, 5 those of blue, each set read upwards.
    static let palette: [UInt8] = (0..<256).flatMap { index in
        (0..<3).map { channel in
            (0..<8).reduce(UInt8(0)) { colour, bit in
                let place = 3 * bit + channel
                guard place < 8 else { return colour }
                return colour | UInt8(index >> place & 1) << UInt8(7 - bit)
            }
        }
    }
}
