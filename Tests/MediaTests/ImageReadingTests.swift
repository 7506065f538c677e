import Foundation
import GeneratedMasks
import Testing

@testable import Media

@Suite struct ImageReadingTests {
    @Test(arguments: ImageFixture.all)
    func everyKindOfImageGivesTheExpectedSamples(_ fixture: ImageFixture) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(fixture.file, "image")
        let image = try RGBImage(path: path)
        #expect(image.width == fixture.width)
        #expect(image.height == fixture.height)
        let off = zip(image.pixels, fixture.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 999
        #expect(off <= fixture.tolerance)
    }

    @Test func pngKeepsEverySample() throws {
        let folder = try TemporaryFolder()
        for (width, height) in [(1, 1), (7, 5), (64, 33)] {
            let image = RGBImage.gradient(width, height)
            try image.writePNG(to: folder.file("a.png"))
            #expect(try RGBImage(path: folder.file("a.png")) == image)
        }
    }

    @Test func jpegComesCloseAndKeepsItsSize() throws {
        let folder = try TemporaryFolder()
        let image = RGBImage.gradient(65, 33)
        try image.writeJPEG(to: folder.file("a.jpg"), quality: 95)
        let again = try RGBImage(path: folder.file("a.jpg"))
        #expect(again.sizeText == "65x33")
        let worst = zip(image.pixels, again.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 999
        #expect(worst < 24)
    }

    @Test func masksAreEightBitGrayZeroAnd255() throws {
        let folder = try TemporaryFolder()
        let mask = Mask.rectangle(30, 20, Box(x: 3, y: 4, width: 10, height: 5))
        try mask.writePNG(to: folder.file("m.png"))
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: folder.file("m.png"))))
        #expect(bytes[24] == 8, "bit depth")
        #expect(bytes[25] == 0, "colour type gray")
        let image = try RGBImage(path: folder.file("m.png"))
        #expect(image.pixels == mask.bytes.flatMap { [UInt8](repeating: $0 * 255, count: 3) })
    }

    @Test func contentCountsAndNotTheExtension() throws {
        let folder = try TemporaryFolder()
        let image = RGBImage.gradient(8, 8)
        try image.writePNG(to: folder.file("really-png.jpg"))
        #expect(try RGBImage(path: folder.file("really-png.jpg")) == image)
    }

    @Test func everyExifOrientationPutsTheCornersWhereTheyBelong() {
        // Pixel values 0…5 in two rows of three; what a viewer shows, row by row.
        let stored = RGBImage(
            width: 3, height: 2, pixels: (0..<6).flatMap { [UInt8](repeating: $0, count: 3) })
        let shown: [Int: (Int, [UInt8])] = [
            1: (3, [0, 1, 2, 3, 4, 5]), 2: (3, [2, 1, 0, 5, 4, 3]), 3: (3, [5, 4, 3, 2, 1, 0]),
            4: (3, [3, 4, 5, 0, 1, 2]), 5: (2, [0, 3, 1, 4, 2, 5]), 6: (2, [3, 0, 4, 1, 5, 2]),
            7: (2, [5, 2, 4, 1, 3, 0]), 8: (2, [2, 5, 1, 4, 0, 3]),
        ]
        for (orientation, (width, values)) in shown {
            let image = stored.oriented(orientation)
            #expect(image.width == width, "orientation \(orientation)")
            #expect(
                stride(from: 0, to: 18, by: 3).map { image.pixels[$0] } == values,
                "orientation \(orientation)")
        }
    }

    @Test(arguments: [1, 3, 6, 8])
    func pngsAreTurnedAsTheirEXIFSays(_ orientation: UInt8) throws {
        let folder = try TemporaryFolder()
        let image = RGBImage.gradient(7, 5)
        try image.writePNG(to: folder.file("a.png"))
        let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: folder.file("a.png"))))
        // One entry: tag 274, a short, one of them.
        let tags: [UInt8] =
            Array("MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation]
            + [0, 0, 0, 0, 0, 0]
        let chunk = Array("eXIf".utf8) + tags
        var sum = UInt32.max
        for byte in chunk {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xedb8_8320 }
        }
        let check = (0..<4).map { UInt8(truncatingIfNeeded: ~sum >> (24 - 8 * $0)) }
        try folder.write(
            whole[..<33] + [0, 0, 0, UInt8(tags.count)] + chunk + check + whole[33...], "b.png")
        let turned = image.oriented(Int(orientation))
        #expect(try RGBImage(path: folder.file("b.png")) == turned)
        let size = try imageSize(path: folder.file("b.png"))
        #expect((size.width, size.height) == (turned.width, turned.height))
    }

    @Test func headersAreReadWithoutTheRest() throws {
        let folder = try TemporaryFolder()
        try RGBImage.gradient(40, 30).writeJPEG(to: folder.file("a.jpg"))
        let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: folder.file("a.jpg"))))
        // An APP2 segment of 65,000 bytes pushes the frame header past what is read first.
        let padding: [UInt8] = [0xff, 0xe2, 0xfd, 0xe8] + [UInt8](repeating: 7, count: 64_998)
        try folder.write(whole[..<2] + padding + padding + whole[2...], "b.jpg")
        #expect(try ImageFile.header(folder.file("b.jpg")).width == 40)
        #expect(try RGBImage(path: folder.file("b.jpg")).height == 30)
    }
}
