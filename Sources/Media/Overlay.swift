/// Draws masks over a frame: a tint, and an outline with a bright core and a dark rim that stands out
/// on light and on dark ground alike.
public struct Overlay: Sendable {
    /// An sRGB colour.
    public struct Colour: Sendable, Equatable {
        /// Red, 0…255.
        public let red: UInt8
        /// Green, 0…255.
        public let green: UInt8
        /// Blue, 0…255.
        public let blue: UInt8

        init(red: UInt8, green: UInt8, blue: UInt8) {
            (self.red, self.green, self.blue) = (red, green, blue)
        }

        /// - `code`: red, green and blue in eight bits each, `0xff8000`.
        package init(_ code: UInt32) {
            self.init(
                red: UInt8(code >> 16 & 255), green: UInt8(code >> 8 & 255), blue: UInt8(code & 255)
            )
        }
    }

    /// Seven colours that people with any kind of colour vision tell apart (Okabe and Ito 2008,
    /// "Color Universal Design"), brightest and least common in footage first.
    public static let colours = [
        Colour(red: 230, green: 159, blue: 0),
        Colour(red: 86, green: 180, blue: 233),
        Colour(red: 204, green: 121, blue: 167),
        Colour(red: 240, green: 228, blue: 66),
        Colour(red: 0, green: 158, blue: 115),
        Colour(red: 213, green: 94, blue: 0),
        Colour(red: 0, green: 114, blue: 178),
    ]

    /// Share of the tint in the pixels of an object, 0…1.
    public let opacity: Double

    /// An overlay whose tint has the given share, 0…1.
    public init(opacity: Double = 0.45) {
        precondition((0...1).contains(opacity), "opacity \(opacity) outside 0…1")
        self.opacity = opacity
    }

    /// The frame with its masks, object `i` in `colours[i % 7]`; later objects lie on top.
    ///
    /// - `masks`: each of the frame's size.
    public func draw(_ masks: [Mask], on image: RGBImage) -> RGBImage {
        var result = image
        for (index, mask) in masks.enumerated() {
            draw(mask, Self.colours[index % Self.colours.count], on: &result)
        }
        return result
    }

    private func draw(_ mask: Mask, _ colour: Colour, on image: inout RGBImage) {
        precondition(
            mask.width == image.width && mask.height == image.height,
            "mask \(mask.width)x\(mask.height) on image \(image.width)x\(image.height)")
        guard let box = mask.box else { return }
        let core = max(1, (min(image.width, image.height) + 120) / 240)
        let rim = max(1, core / 2)
        let region = Region(of: mask, around: box, margin: core + rim)
        let inner = region.inverted.grown(by: core)
        let outer = region.grown(by: rim)
        let tint = [Int(colour.red), Int(colour.green), Int(colour.blue)]
        let share = Int(opacity * 256)
        let width = image.width
        image.pixels.withUnsafeMutableBufferPointer { pixels in
            for y in 0..<region.height {
                for x in 0..<region.width {
                    let at = y * region.width + x
                    guard outer.bytes[at] != 0 else { continue }
                    let inside = region.bytes[at] != 0
                    let edge = inner.bytes[at] != 0
                    let amount = inside ? (edge ? 240 : share) : 190
                    let pixel = ((region.y + y) * width + region.x + x) * 3
                    for channel in 0..<3 {
                        let target = inside ? tint[channel] : 16
                        let mixed = Int(pixels[pixel + channel]) * (256 - amount) + target * amount
                        pixels[pixel + channel] = UInt8(mixed >> 8)
                    }
                }
            }
        }
    }
}

/// The part of a mask around its object.
private struct Region {
    let x: Int
    let y: Int
    let width: Int
    let height: Int
    var bytes: [UInt8]

    init(of mask: Mask, around box: Box, margin: Int) {
        x = max(0, box.x - margin)
        y = max(0, box.y - margin)
        width = min(mask.width, box.x + box.width + margin) - x
        height = min(mask.height, box.y + box.height + margin) - y
        bytes = []
        bytes.reserveCapacity(width * height)
        for row in 0..<height {
            let start = (y + row) * mask.width + x
            bytes += mask.bytes[start..<(start + width)]
        }
    }

    var inverted: Region {
        var result = self
        for index in result.bytes.indices { result.bytes[index] = 1 - bytes[index] }
        return result
    }

    /// Every pixel within `radius` rows and columns of a set one; nothing grows in from outside.
    func grown(by radius: Int) -> Region {
        var wide = bytes
        var result = self
        let (width, height) = (width, height)
        bytes.withUnsafeBufferPointer { source in
            wide.withUnsafeMutableBufferPointer { wide in
                for y in 0..<height {
                    let row = y * width
                    var last = -radius - 1
                    for x in 0..<width {
                        if source[row + x] != 0 { last = x }
                        wide[row + x] = x - last <= radius ? 1 : 0
                    }
                    last = width + radius
                    for x in stride(from: width - 1, through: 0, by: -1) {
                        if source[row + x] != 0 { last = x }
                        if last - x <= radius { wide[row + x] = 1 }
                    }
                }
            }
        }
        wide.withUnsafeBufferPointer { wide in
            result.bytes.withUnsafeMutableBufferPointer { out in
                for y in 0..<height {
                    for other in max(0, y - radius)...min(height - 1, y + radius) {
                        for x in 0..<width { out[y * width + x] |= wide[other * width + x] }
                    }
                }
            }
        }
        return result
    }
}
