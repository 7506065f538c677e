import Foundation

/// Pictures with their times as a Matroska stream (RFC 9559) of uncompressed RGB, or RGB and alpha, for a
/// pipe to ffmpeg: raw video has no times.
struct TimedPictures {
    let width: Int
    let height: Int
    /// Samples of a pixel: 3, or 4 with alpha.
    let channels: Int
    /// How long the last picture is shown, in seconds.
    let lastSeconds: Double

    /// Microseconds count.
    private static let unit = 1e-6

    /// What comes before the first picture.
    var header: [UInt8] {
        let type = Self.element(
            0x1a45_dfa3,
            Self.element(0x4282, Array("matroska".utf8)) + Self.element(0x4287, number: 4)
                + Self.element(0x4285, number: 2))
        let picture = Self.element(
            0xe0,
            Self.element(0xb0, number: width) + Self.element(0xba, number: height)
                // The colour space's code: R, G, B and 24 bits, or R, G, B, A.
                + Self.element(
                    0x2e_b524, channels == 4 ? Array("RGBA".utf8) : Array("RGB".utf8) + [24]))
        let track = Self.element(
            0xae,
            Self.element(0xd7, number: 1) + Self.element(0x73c5, number: 1)
                + Self.element(0x83, number: 1)
                + Self.element(0x23_e383, number: Int(min(lastSeconds, 1e9) * 1e9))
                + Self.element(0x86, Array("V_UNCOMPRESSED".utf8)) + picture)
        let information = Self.element(
            0x1549_a966, Self.element(0x2a_d7b1, number: Int(Self.unit * 1e9)))
        // A segment of unknown size: it ends with the stream.
        let segment = Self.bytes(0x1853_8067) + [0x01] + [UInt8](repeating: 0xff, count: 7)
        return type + segment + information + Self.element(0x1654_ae6b, track)
    }

    /// What comes before the pixels of a picture, `[height, width, channels]`.
    ///
    /// - `time`: in seconds, not negative.
    func start(at time: Double) -> [UInt8] {
        let count = width * height * channels
        // Track 1, at the cluster's own time, a key frame.
        let block: [UInt8] = Self.bytes(0xa3) + Self.size(count + 4) + [0x81, 0, 0, 0x80]
        let clock = Self.element(0xe7, number: Int((time / Self.unit).rounded()))
        return Self.bytes(0x1f43_b675) + Self.size(clock.count + block.count + count) + clock
            + block
    }

    private static func element(_ name: UInt32, _ content: [UInt8]) -> [UInt8] {
        bytes(name) + size(content.count) + content
    }

    private static func element(_ name: UInt32, number: Int) -> [UInt8] {
        element(name, withUnsafeBytes(of: UInt64(number).bigEndian) { Array($0) })
    }

    /// An element's name, which tells its own length.
    private static func bytes(_ name: UInt32) -> [UInt8] {
        withUnsafeBytes(of: name.bigEndian) { Array($0.drop { $0 == 0 }) }
    }

    /// Always eight bytes, the first one marking that.
    private static func size(_ count: Int) -> [UInt8] {
        withUnsafeBytes(of: (UInt64(count) | 1 << 56).bigEndian) { Array($0) }
    }
}
