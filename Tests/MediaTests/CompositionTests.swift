import Foundation
import Masks
import Testing

@testable import Media

@Suite("Pictures made of frames and masks")
struct CompositionTests {
    private static let frame = RGBImage.gradient(60, 40)

    /// A rectangle of 20 by 10 pixels at 15, 12.
    private static let mask = Mask(
        width: 60, height: 40,
        bytes: (0..<2400).map { (15..<35).contains($0 % 60) && (12..<22).contains($0 / 60) ? 1 : 0 }
    )

    @Test("a matte keeps the colours, and has the mask as its alpha")
    func matte() throws {
        let folder = try TemporaryFolder()
        let matte = RGBAImage(Self.frame, opaqueIn: Self.mask)
        for pixel in 0..<2400 {
            #expect(matte.pixels[4 * pixel + 3] == Self.mask.bytes[pixel] * 255)
            #expect(
                matte.pixels[(4 * pixel)..<(4 * pixel + 3)]
                    .elementsEqual(Self.frame.pixels[(3 * pixel)..<(3 * pixel + 3)]))
        }
        try matte.writePNG(to: folder.file("a.png"))
        #expect(try RGBImage(path: folder.file("a.png")) == Self.frame)
        // Bit depth 8, colour type 6: RGB and alpha.
        let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file("a.png"))))
        #expect(file[24...25] == [8, 6])
    }

    @Test("a cutout is as large as the box, and black where the object is not")
    func cutout() throws {
        var bytes = Self.mask.bytes
        bytes[12 * 60 + 15] = 0
        let picture = try #require(
            RGBAImage(cutting: Mask(width: 60, height: 40, bytes: bytes), from: Self.frame))
        #expect((picture.width, picture.height) == (20, 10))
        #expect(picture.pixels[..<4] == [0, 0, 0, 0])
        for (x, y) in [(1, 0), (19, 9), (7, 4)] {
            let from = 3 * ((12 + y) * 60 + 15 + x)
            let to = 4 * (y * 20 + x)
            #expect(picture.pixels[to..<(to + 4)] == Self.frame.pixels[from..<(from + 3)] + [255])
        }
        #expect(
            RGBAImage(cutting: Mask(emptyWithWidth: 60, height: 40), from: Self.frame) == nil)
    }

    @Test("before a colour or a picture, objects are the frame's and the rest is the background's")
    func backgrounds() {
        let other = RGBImage(width: 60, height: 40, Overlay.Colour(0x804020))
        for background in [Background.colour(Overlay.Colour(0x804020)), .picture(other)] {
            let result = background.put(behind: [Self.mask], of: Self.frame)
            for pixel in 0..<2400 {
                let range = (3 * pixel)..<(3 * pixel + 3)
                let source = Self.mask.bytes[pixel] == 1 ? Self.frame : other
                #expect(result.pixels[range] == source.pixels[range])
            }
        }
    }

    @Test("a blurred background is smooth, and the object's colour does not run into it")
    func blur() {
        // A red object on a grey ground with a black line.
        var frame = RGBImage(width: 60, height: 40, Overlay.Colour(0x808080))
        for x in 0..<60 { for channel in 0..<3 { frame.pixels[3 * (30 * 60 + x) + channel] = 0 } }
        for pixel in 0..<2400 where Self.mask.bytes[pixel] == 1 {
            (frame.pixels[3 * pixel], frame.pixels[3 * pixel + 1], frame.pixels[3 * pixel + 2]) =
                (255, 0, 0)
        }
        let result = Background.blur.put(behind: [Self.mask], of: frame)
        for pixel in 0..<2400 {
            let at = 3 * pixel
            if Self.mask.bytes[pixel] == 1 {
                #expect(result.pixels[at] == 255 && result.pixels[at + 1] == 0)
            } else {
                let (red, green) = (Int(result.pixels[at]), Int(result.pixels[at + 1]))
                #expect(abs(red - green) <= 2, "pixel \(pixel)")
            }
        }
        // The line is lighter than it was, and what is beside it darker.
        #expect(result.pixels[3 * (30 * 60 + 5)] > 60)
        #expect(result.pixels[3 * (28 * 60 + 5)] < 0x80)
        #expect(result.pixels[3 * (2 * 60 + 5)] >= 0x7e)
    }

    @Test("a legend shows each colour and each text, and cuts what is too long")
    func legend() {
        let black = RGBImage(width: 320, height: 240, Overlay.Colour(0))
        var picture = black
        Legend(["cat", "d"]).draw(on: &picture)
        func colour(_ x: Int, _ y: Int) -> [UInt8] {
            Array(picture.pixels[(3 * (y * 320 + x))..<(3 * (y * 320 + x) + 3)])
        }
        // Lines of ten pixels, their colours first.
        for (line, own) in Overlay.colours.prefix(2).enumerated() {
            #expect(colour(4, 4 + 10 * line) == [own.red, own.green, own.blue])
        }
        // "d" has its stem at the right.
        let letter = (0..<8).map { row in
            (0..<5).map { colour(12 + $0, 12 + row)[0] == 255 ? "#" : "." }.joined()
        }
        #expect(
            letter == ["....#", "....#", ".####", "#...#", "#...#", "#...#", ".####", "....."])
        #expect(Glyphs.dots(of: "é") == Glyphs.dots(of: "e"))
        #expect(Glyphs.dots(of: "字") == Glyphs.dots(of: "\u{7f}"))

        var small = RGBImage(width: 64, height: 24, Overlay.Colour(0))
        let untouched = small
        Legend([String(repeating: "w", count: 500), "b", "c", "d"]).draw(on: &small)
        #expect(small != untouched)
        var tiny = RGBImage(width: 8, height: 8, Overlay.Colour(0))
        Legend(["a", "b"]).draw(on: &tiny)
        #expect(tiny.pixels.allSatisfy { $0 == 0 })
    }
}
