import Evidence
import ReferFormer
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
        let preparer = FramePreparer(StoredFrames(images), SharedSeconds("prepare")) { _, _ in false
        }
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
            StoredFrames(movingSquare(frames: 1, width: 90, height: 200)), SharedSeconds("prepare")
        ) { _, _ in false }
        #expect(try preparer.next()?.input.shape == [224, 128, 8])
    }
    @Test(
        "the recognition network's photograph is larger, and made only when asked for",
        arguments: [(320, 180), (90, 200), (64, 64)])
    func photograph(_ width: Int, _ height: Int) throws {
        let images = movingSquare(frames: 2, width: width, height: height)
        let plain = FramePreparer(StoredFrames(images), SharedSeconds("prepare")) { _, _ in false }
        let preparer = FramePreparer(StoredFrames(images), SharedSeconds("prepare")) { _, _ in true
        }
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
            #expect(photograph.views.count == 1)
            try expectShape(try #require(photograph.views.first), of: image, side: 416)
        }
    }

    @Test("an image that stands alone is looked at twice")
    func alone() throws {
        let image = movingSquare(frames: 1, width: 64, height: 40)[0]
        let preparer = FramePreparer(StoredFrames([image]), SharedSeconds("prepare")) { _, _ in true
        }
        let views = try #require(try preparer.next()?.photograph?.views)
        #expect(views.count == 2)
        for (view, side) in zip(views, [416, 896]) {
            try expectShape(view, of: image, side: side)
        }
    }

    /// - `side`: the longer one.
    private func expectShape(_ view: DetectionView, of image: RGBImage, side: Int) throws {
        let (width, height) = (image.width, image.height)
        let extent = view.extent
        #expect(
            [extent.rows, extent.columns].sorted()
                == [min(width, height) * side / max(width, height), side])
        #expect((extent.rows > extent.columns) == (height > width))
        #expect(view.pixels.shape.dropFirst().dropLast().allSatisfy { $0.isMultiple(of: 32) })
        let small = try image.resized(width: extent.columns, height: extent.rows).pixels
        #expect(view.pixels.values[0] == Float(small[0]))
        #expect(extent.rows == view.pixels.shape[1] || view.pixels.values.last == 114)
    }

    @Test("the last frame is told from the others, and colours and flow come with every one")
    func last() throws {
        let images = movingSquare(frames: 3, width: 320, height: 180)
        let preparer = FramePreparer(StoredFrames(images), SharedSeconds("prepare")) { $1 }
        var photographs: [Bool] = []
        while let prepared = try preparer.next() {
            photographs.append(prepared.photograph != nil)
            #expect(prepared.colours.shape == [1, 64, 112, 3])
            #expect(prepared.colours.values.allSatisfy { (0...1).contains($0) })
            #expect(prepared.flow.shape == [128, 224, 2])
        }
        #expect(photographs == [false, false, true])
    }

    @Test("a part of a picture is squeezed as if it were a picture")
    func squeezed() throws {
        let image = movingSquare(frames: 1, width: 64, height: 40)[0]
        let whole = try image.squeezed(side: 32)
        let normalised = try image.resized(width: 32, height: 32).normalised()
        #expect(whole.shape == [1, 32, 32, 3] && whole.values == normalised.values)
        let half = RelativeBox(left: 0.5, top: 0, right: 1, bottom: 1)
        let right = image.cropped(rows: 0..<40, columns: 32..<64)
        #expect(right.width == 32 && right.pixels[0] == image.pixels[3 * 32])
        #expect(try image.squeezed(half, side: 32).values == right.squeezed(side: 32).values)
        let sliver = RelativeBox(left: 0.999, top: 0.999, right: 1, bottom: 1)
        #expect(try image.squeezed(sliver, side: 32).shape == [1, 32, 32, 3])
    }
}
