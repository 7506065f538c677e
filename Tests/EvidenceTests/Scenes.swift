import Evidence
import Media

/// Synthetic frames whose motion is known.
enum Scenes {
    /// A smooth random texture over the whole plane: bilinear value noise of two cell sizes, one
    /// value a channel, 0...1.
    static func texture(_ x: Double, _ y: Double, _ channel: Int, seed: Int) -> Double {
        0.6 * noise(x / 11, y / 11, channel + 7 * seed) + 0.4
            * noise(x / 5, y / 5, channel + 7 * seed + 3)
    }

    private static func noise(_ x: Double, _ y: Double, _ seed: Int) -> Double {
        let (x0, y0) = (x.rounded(.down), y.rounded(.down))
        let (fx, fy) = (smooth(x - x0), smooth(y - y0))
        let (i, j) = (Int(x0), Int(y0))
        let top = lattice(i, j, seed) * (1 - fx) + lattice(i + 1, j, seed) * fx
        let bottom = lattice(i, j + 1, seed) * (1 - fx) + lattice(i + 1, j + 1, seed) * fx
        return top * (1 - fy) + bottom * fy
    }

    private static func smooth(_ t: Double) -> Double { t * t * (3 - 2 * t) }

    private static func lattice(_ i: Int, _ j: Int, _ seed: Int) -> Double {
        var h = UInt64(bitPattern: Int64(i &* 73_856_093 ^ j &* 19_349_663 ^ seed &* 83_492_791))
        h = (h ^ (h >> 31)) &* 0x9E37_79B9_7F4A_7C15
        h = (h ^ (h >> 29)) &* 0xBF58_476D_1CE4_E5B9
        return Double((h ^ (h >> 32)) & 0xFFFF) / 65535
    }

    /// A frame from a function of (x, y, channel) that gives 0...1.
    static func frame(_ width: Int, _ height: Int, _ value: (Int, Int, Int) -> Double) -> RGBImage {
        var values = [UInt8]()
        values.reserveCapacity(width * height * 3)
        for y in 0..<height {
            for x in 0..<width {
                for c in 0..<3 { values.append(UInt8(min(max(value(x, y, c), 0), 1) * 255)) }
            }
        }
        return RGBImage(width: width, height: height, pixels: values)
    }

    /// The texture, moved by (dx, dy).
    static func textured(_ width: Int, _ height: Int, dx: Double = 0, dy: Double = 0) -> RGBImage {
        frame(width, height) { texture(Double($0) - dx, Double($1) - dy, $2, seed: 1) }
    }

    /// A square of side 48, reddish, before a texture that the camera moves by (5, 2) a frame; the
    /// square moves by (-4, 3).
    static func square(at time: Int, width: Int = 320, height: Int = 180) -> RGBImage {
        let (left, top) = squareOrigin(at: time)
        return frame(width, height) { x, y, c in
            if x >= left && x < left + 48 && y >= top && y < top + 48 {
                return texture(Double(x - left), Double(y - top), c, seed: 5) * 0.5
                    + (c == 0 ? 0.5 : 0)
            }
            return texture(Double(x - 5 * time), Double(y - 2 * time), c, seed: 1) * 0.7
        }
    }

    static func squareOrigin(at time: Int) -> (left: Int, top: Int) {
        (150 - 4 * time, 60 + 3 * time)
    }
}
