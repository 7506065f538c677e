import Foundation

/// How the samples of a film of high dynamic range stand for light, and what they look like on an ordinary
/// display: 8 bits, sRGB.
///
/// ITU-R BT.2100 has both curves. Reference white, 203 cd/m² (ITU-R BT.2408), keeps its place beside
/// darker tones; what is lighter is rolled off towards white.
struct HighDynamicRange {
    enum Transfer: String {
        /// Perceptual quantisation (SMPTE ST 2084): absolute luminance.
        case perceptual = "smpte2084"
        /// Hybrid log-gamma: relative to the display's peak.
        case hybridLog = "arib-std-b67"
    }

    /// Reference white, cd/m².
    private static let white: Float = 203
    /// What becomes the lightest tone, cd/m².
    private static let peak: Float = 1000
    /// Tones below this share of reference white stay as they are.
    private static let knee: Float = 0.7

    /// Light for every 16-bit sample; of PQ in shares of reference white, of HLG of its own scale.
    private let light: [Float]
    private let transfer: Transfer
    /// Whether samples are BT.2020's primaries, not BT.709's.
    private let isWide: Bool
    /// 8-bit sRGB for the square root of light, in 4096 steps.
    private let shown: [UInt8]

    /// - `primaries`: as ffprobe names them; nil where it does not.
    init(_ transfer: Transfer, primaries: String?) {
        self.transfer = transfer
        isWide = !["bt709", "smpte170m", "bt470bg"].contains(primaries)
        light = (0...65535).map { sample in
            let value = Float(sample) / 65535
            return transfer == .perceptual
                ? Self.perceptual(value) * 10_000 / Self.white : Self.hybridLog(value)
        }
        shown = (0..<4096).map { step in
            let root = Float(step) / 4095
            let linear = root * root
            let encoded =
                linear <= 0.003_130_8 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055
            return UInt8((encoded * 255).rounded())
        }
    }

    /// Turns `[count, 3]` samples, big-endian, into 8 bits.
    func show(
        _ samples: UnsafeRawBufferPointer, in pixels: UnsafeMutableBufferPointer<UInt8>
    ) {
        for at in stride(from: 0, to: pixels.count, by: 3) {
            let place = at * 2
            func value(_ channel: Int) -> Float {
                light[
                    Int(samples[place + 2 * channel]) << 8 | Int(samples[place + 2 * channel + 1])]
            }
            var (red, green, blue) = (value(0), value(1), value(2))
            if transfer == .hybridLog {
                // BT.2100's system gamma for a display of 1,000 cd/m².
                let luminance = 0.2627 * red + 0.6780 * green + 0.0593 * blue
                let gain = pow(max(luminance, 1e-6), 0.2) * Self.peak / Self.white
                (red, green, blue) = (red * gain, green * gain, blue * gain)
            }
            if isWide {
                // BT.2087: from BT.2020's primaries to BT.709's.
                (red, green, blue) = (
                    1.6605 * red - 0.5876 * green - 0.0728 * blue,
                    -0.1246 * red + 1.1329 * green - 0.0083 * blue,
                    -0.0182 * red - 0.1006 * green + 1.1187 * blue
                )
            }
            let highest = max(red, green, blue)
            let scale = highest > Self.knee ? Self.rolledOff(highest) / highest : 1
            pixels[at] = code(red * scale)
            pixels[at + 1] = code(green * scale)
            pixels[at + 2] = code(blue * scale)
        }
    }

    private func code(_ linear: Float) -> UInt8 {
        shown[Int((min(max(linear, 0), 1).squareRoot() * 4095).rounded())]
    }

    /// From the knee on, a curve that leaves it with slope 1 and reaches 1 at the peak.
    private static func rolledOff(_ value: Float) -> Float {
        let room = 1 - knee
        let (over, most) = ((value - knee) / room, (peak / white - knee) / room)
        return min(1, knee + room * over * (1 + over / (most * most)) / (1 + over))
    }

    /// ST 2084's curve: shares of 10,000 cd/m².
    private static func perceptual(_ value: Float) -> Float {
        let root = pow(value, 1 / 78.84375)
        return pow(max(root - 0.8359375, 0) / (18.851_562_5 - 18.6875 * root), 1 / 0.159_301_757_8)
    }

    /// The inverse of HLG's curve: scene light, 0…1.
    private static func hybridLog(_ value: Float) -> Float {
        value <= 0.5
            ? value * value / 3
            : (exp((value - 0.559_910_73) / 0.178_832_77) + 0.284_668_92) / 12
    }
}
