import Foundation
import Testing

@testable import Media

@Suite("Films of high dynamic range")
struct HighDynamicRangeTests {
    /// The PQ sample (SMPTE ST 2084) of a luminance in cd/m², 0…1.
    private static func perceptual(_ luminance: Double) -> Double {
        let share = pow(luminance / 10_000, 0.159_301_757_812_5)
        return pow((0.8359375 + 18.8515625 * share) / (1 + 18.6875 * share), 78.84375)
    }

    /// The HLG sample (ITU-R BT.2100) of scene light, 0…1.
    private static func hybridLog(_ light: Double) -> Double {
        light <= 1 / 12
            ? (3 * light).squareRoot()
            : 0.17883277 * log(12 * light - 0.28466892) + 0.55991073
    }

    /// 8-bit sRGB of linear light.
    private static func displayed(_ light: Double) -> Int {
        let encoded =
            light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055
        return Int((encoded * 255).rounded())
    }

    /// What is shown for samples 0…1, three a pixel.
    private static func shown(_ curve: HighDynamicRange, _ samples: [Double]) -> [UInt8] {
        let bytes = samples.flatMap { sample -> [UInt8] in
            let value = UInt16((sample * 65535).rounded())
            return [UInt8(value >> 8), UInt8(value & 255)]
        }
        var pixels = [UInt8](repeating: 0, count: samples.count)
        bytes.withUnsafeBytes { deep in
            pixels.withUnsafeMutableBufferPointer { curve.show(deep, in: $0) }
        }
        return pixels
    }

    @Test(
        "what an ordinary display can show keeps its tone", arguments: [0.5, 2, 10, 40, 100, 140])
    func ordinaryTones(_ luminance: Double) {
        let gray = Self.perceptual(luminance)
        let pixel = Self.shown(
            HighDynamicRange(.perceptual, primaries: "bt2020"), [gray, gray, gray])
        for channel in pixel {
            #expect(abs(Int(channel) - Self.displayed(luminance / 203)) <= 1)
        }
    }

    @Test("lights stay apart up to white", arguments: ["bt2020", "bt709"])
    func lights(_ primaries: String) {
        let curve = HighDynamicRange(.perceptual, primaries: primaries)
        let grays = [150.0, 203, 300, 500, 800, 1000, 4000].map { luminance in
            Int(Self.shown(curve, [Double](repeating: Self.perceptual(luminance), count: 3))[1])
        }
        #expect(grays[5] >= 254 && grays[6] == 255)
        #expect(zip(grays, grays.dropFirst(1)).prefix(4).allSatisfy { $0 < $1 })
        #expect(grays[1] > 215)
    }

    @Test("hybrid log-gamma: reference white, three quarters of the signal, lies where PQ's does")
    func referenceWhite() {
        let white = Self.shown(HighDynamicRange(.hybridLog, primaries: nil), [0.75, 0.75, 0.75])
        let other = Self.perceptual(203)
        let reference = Self.shown(
            HighDynamicRange(.perceptual, primaries: nil), [other, other, other])
        #expect(abs(Int(white[0]) - Int(reference[0])) <= 2)
    }

    @Test("colours of BT.2020 become BT.709's")
    func primaries() {
        // Rec. 709's red in BT.2020's primaries (ITU-R BT.2087), at 100 cd/m².
        let red = [0.6274, 0.0691, 0.0164].map { Self.perceptual($0 * 100) }
        let pixel = Self.shown(HighDynamicRange(.perceptual, primaries: "bt2020"), red)
        #expect(abs(Int(pixel[0]) - Self.displayed(100.0 / 203)) <= 2)
        #expect(pixel[1] <= 12 && pixel[2] <= 12)
    }

    @Test(
        "films that say so are shown as on an ordinary display",
        .enabled(if: FilmMaker.isReady, "needs ffmpeg"),
        arguments: ["smpte2084", "arib-std-b67"])
    func films(_ transfer: String) throws {
        let folder = try TemporaryFolder()
        let stills = FilmMaker.stills(2)
        // The same light in samples of either curve, as 16-bit RGB.
        let deep = stills.flatMap { still in
            still.pixels.flatMap { sample -> [UInt8] in
                let encoded = Double(sample) / 255
                let light =
                    encoded <= 0.04045 ? encoded / 12.92 : pow((encoded + 0.055) / 1.055, 2.4)
                let nits = light * 140
                let value =
                    transfer == "smpte2084"
                    ? Self.perceptual(nits) : Self.hybridLog(pow(nits / 1000, 1 / 1.2))
                let word = UInt16((value * 65535).rounded())
                return [UInt8(word & 255), UInt8(word >> 8)]
            }
        }
        let raw = try folder.write(deep, "raw")
        let path = folder.file("film.mkv")
        try FilmMaker.run([
            "-f", "rawvideo", "-pix_fmt", "rgb48le", "-s", stills[0].sizeText, "-i", raw,
            "-c:v", "ffv1", "-pix_fmt", "gbrp16le", "-color_trc", transfer,
            "-color_primaries", "bt709", path,
        ])
        for (frame, still) in zip(try VideoFile(path: path).frames().all(), stills) {
            // HLG's system gamma follows luminance, not channels, so colours differ a little.
            let scaled = RGBImage(
                width: still.width, height: still.height,
                pixels: still.pixels.map { sample in
                    let encoded = Double(sample) / 255
                    let light =
                        encoded <= 0.04045 ? encoded / 12.92 : pow((encoded + 0.055) / 1.055, 2.4)
                    return UInt8(Self.displayed(light * 140 / 203))
                })
            #expect(
                frame.image.difference(from: scaled) < (transfer == "smpte2084" ? 1 : 12))
        }
    }
}
