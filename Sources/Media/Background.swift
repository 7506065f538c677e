import Masks

/// What objects are put in front of.
package enum Background: Sendable {
    /// One colour.
    case colour(Overlay.Colour)
    /// A picture of the frames' size.
    case picture(RGBImage)
    /// The frame itself, out of focus; the objects' colours do not run into it.
    case blur

    /// A frame whose pixels outside all masks are the background's.
    ///
    /// - `masks`: each of the frame's size.
    package func put(behind masks: [Mask], of frame: RGBImage) -> RGBImage {
        let behind: RGBImage =
            switch self {
            case .colour(let colour): RGBImage(width: frame.width, height: frame.height, colour)
            case .picture(let picture): picture
            case .blur: BlurredGround(frame, without: masks).image
            }
        precondition(
            behind.width == frame.width && behind.height == frame.height,
            "background \(behind.sizeText) of \(frame.sizeText)")
        var result = behind
        result.pixels.withUnsafeMutableBufferPointer { out in
            frame.pixels.withUnsafeBufferPointer { colours in
                for mask in masks {
                    for (index, inside) in mask.bytes.enumerated() where inside != 0 {
                        for sample in (3 * index)..<(3 * index + 3) {
                            out[sample] = colours[sample]
                        }
                    }
                }
            }
        }
        return result
    }
}

extension RGBImage {
    /// A picture of one colour.
    package init(width: Int, height: Int, _ colour: Overlay.Colour) {
        self.init(width: width, height: height) { pixels in
            for at in stride(from: 0, to: pixels.count, by: 3) {
                (pixels[at], pixels[at + 1], pixels[at + 2]) =
                    (colour.red, colour.green, colour.blue)
            }
        }
    }
}

/// A frame out of focus, made of the pixels outside some masks alone: three running means each way of a
/// picture a quarter as wide, which come close to a Gaussian.
private struct BlurredGround {
    /// Pixels of the frame, each way, that become one.
    private static let step = 4

    private let frame: RGBImage
    private let width: Int
    private let height: Int
    /// `[height, width, 4]`: sums of red, green and blue, and of how many pixels.
    private var sums: [Float]

    init(_ frame: RGBImage, without masks: [Mask]) {
        self.frame = frame
        width = (frame.width + Self.step - 1) / Self.step
        height = (frame.height + Self.step - 1) / Self.step
        sums = [Float](repeating: 0, count: width * height * 4)
        gather(without: masks)
        // Where an object fills all there is near, its own colours are all there are, at next to no weight.
        let radius = max(1, max(width, height) / 48)
        for _ in 0..<3 {
            blur(along: width, step: 4, lines: height, stride: width * 4, radius)
            blur(along: height, step: width * 4, lines: width, stride: 4, radius)
        }
    }

    private mutating func gather(without masks: [Mask]) {
        let (frame, width) = (frame, width)
        sums.withUnsafeMutableBufferPointer { sums in
            frame.pixels.withUnsafeBufferPointer { colours in
                for y in 0..<frame.height {
                    for x in 0..<frame.width {
                        let pixel = y * frame.width + x
                        let weight: Float =
                            masks.contains { $0.bytes[pixel] != 0 } ? 1e-4 : 1
                        let to = 4 * (y / Self.step * width + x / Self.step)
                        for channel in 0..<3 {
                            sums[to + channel] += weight * Float(colours[3 * pixel + channel])
                        }
                        sums[to + 3] += weight
                    }
                }
            }
        }
    }

    /// Shares of what `radius` neighbours each way have; what lies past the ends has no weight.
    private mutating func blur(along count: Int, step: Int, lines: Int, stride: Int, _ radius: Int)
    {
        var line = [Float](repeating: 0, count: count)
        sums.withUnsafeMutableBufferPointer { sums in
            for start in (0..<lines).flatMap({ line in (0..<4).map { line * stride + $0 } }) {
                for place in 0..<count { line[place] = sums[start + place * step] }
                var sum: Float = 0
                for place in 0..<min(radius, count) { sum += line[place] }
                for place in 0..<count {
                    if place + radius < count { sum += line[place + radius] }
                    if place > radius { sum -= line[place - radius - 1] }
                    sums[start + place * step] = max(sum, 0) / Float(2 * radius + 1)
                }
            }
        }
    }

    /// At the frame's size, between the places by their distance.
    var image: RGBImage {
        var means = sums
        for at in Swift.stride(from: 0, to: means.count, by: 4) {
            let weight = max(means[at + 3], .leastNormalMagnitude)
            for channel in 0..<3 { means[at + channel] /= weight }
        }
        let (width, height) = (width, height)
        return RGBImage(width: frame.width, height: frame.height) { pixels in
            means.withUnsafeBufferPointer { means in
                for y in 0..<frame.height {
                    let (top, bottom, down) = place(y, of: height)
                    for x in 0..<frame.width {
                        let (left, right, along) = place(x, of: width)
                        for channel in 0..<3 {
                            func mean(_ row: Int, _ column: Int) -> Float {
                                means[4 * (row * width + column) + channel]
                            }
                            let upper = mean(top, left) * (1 - along) + mean(top, right) * along
                            let lower =
                                mean(bottom, left) * (1 - along) + mean(bottom, right) * along
                            let value = upper * (1 - down) + lower * down
                            pixels[3 * (y * frame.width + x) + channel] =
                                UInt8(min(max(value.rounded(), 0), 255))
                        }
                    }
                }
            }
        }
    }

    /// The places before and after a pixel's centre, and how far it is from the first to the second.
    private func place(_ pixel: Int, of count: Int) -> (before: Int, after: Int, share: Float) {
        let at = (Float(pixel) + 0.5) / Float(Self.step) - 0.5
        let before = max(0, Int(at.rounded(.down)))
        return (
            min(before, count - 1), min(before + 1, count - 1),
            min(max(at - Float(before), 0), 1)
        )
    }
}
