import Evidence
import Testing

@testable import Segmenter

/// Frames from memory.
final class StoredFrames: FrameReader {
    private var waiting: [Frame]

    init(_ images: [RGBImage]) {
        waiting = images.enumerated().map {
            Frame(index: $0.offset, stem: "frame \($0.offset)", image: $0.element)
        }
    }

    func next() throws -> Frame? { waiting.isEmpty ? nil : waiting.removeFirst() }
}

/// Seeded numbers between -1 and 1 (an LCG of Knuth's, MMIX).
struct Noise {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> Float {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(state >> 40) / Float(1 << 23) - 1
    }
}

/// A bright square that moves over a textured ground.
func movingSquare(frames: Int, width: Int, height: Int) -> [RGBImage] {
    (0..<frames).map { frame in
        var noise = Noise(seed: 3)
        var pixels: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                let texture = UInt8(40 + 30 * (noise.next() + 1))
                let left = width / 4 + frame * 3
                let inside =
                    (left..<left + width / 4).contains(x)
                    && (height / 3..<height * 2 / 3).contains(y)
                pixels += inside ? [220, texture, 30] : [texture, texture + 60, texture]
            }
        }
        return RGBImage(width: width, height: height, pixels: pixels)
    }
}

@Suite("Frames as the network reads them")
struct FramePreparerTests {
    @Test(
        "colour is normalised, evidence is that of the whole clip", arguments: [1, 2, 4])
    func clip(_ count: Int) throws {
        let images = movingSquare(frames: count, width: 320, height: 180)
        let working = images.map { RGBImage(width: 320, height: 180, pixels: $0.pixels) }
        let evidence = try EvidenceExtractor(height: 128, width: 224).evidence(of: working)
        let preparer = FramePreparer(StoredFrames(images), SharedSeconds())
        for index in 0..<count {
            let prepared = try #require(try preparer.next())
            #expect(prepared.frame.index == index)
            #expect(prepared.input.shape == [128, 224, 8])
            let small = try working[index].resized(width: 224, height: 128).pixels
            let (input, expected) = (prepared.input.values, evidence[index].values)
            for pixel in [0, 7_000, 128 * 224 - 1] {
                let red = (Float(small[pixel * 3]) / 255 - 0.485) / 0.229
                let blue = (Float(small[pixel * 3 + 2]) / 255 - 0.406) / 0.225
                #expect(input[pixel * 8] == red)
                #expect(input[pixel * 8 + 2] == blue)
                for channel in 0..<5 {
                    #expect(input[pixel * 8 + 3 + channel] == expected[pixel * 5 + channel])
                }
            }
        }
        #expect(try preparer.next() == nil)
    }

    @Test("portrait frames stay portrait")
    func portrait() throws {
        let preparer = FramePreparer(
            StoredFrames(movingSquare(frames: 1, width: 90, height: 200)), SharedSeconds())
        #expect(try preparer.next()?.input.shape == [224, 128, 8])
    }
    @Test(
        "the recognition network's photograph is larger, and made only when asked for",
        arguments: [(320, 180), (90, 200), (64, 64)])
    func photograph(_ width: Int, _ height: Int) throws {
        let images = movingSquare(frames: 2, width: width, height: height)
        let plain = FramePreparer(StoredFrames(images), SharedSeconds())
        let preparer = FramePreparer(StoredFrames(images), SharedSeconds(), photographs: true)
        let (rows, columns) = width >= height ? (256, 448) : (448, 256)
        for image in images {
            let without = try #require(try plain.next())
            #expect(without.photograph == nil)
            let prepared = try #require(try preparer.next())
            #expect(prepared.input.values == without.input.values)
            let photograph = try #require(prepared.photograph)
            #expect(photograph.pixels.shape == [1, rows, columns, 3])
            let pixels = try image.resized(width: columns, height: rows).pixels
            #expect(photograph.pixels.values == pixels.map { (Float($0) - 127) / 128 })
            let squeezed = try image.resized(width: 256, height: 256).normalised()
            #expect(photograph.squeezed.shape == [1, 256, 256, 3])
            #expect(photograph.squeezed.values == squeezed.values)
        }
    }
}
