import Foundation
import Randomness
import Testing

@testable import Media

@Suite struct FrameFolderTests {
    @Test func numbersInNamesCountAsNumbers() {
        let ordered = [
            "1.png", "2.png", "10.png", "a.png", "a01.png", "a1.png", "a2.png", "a10.png",
            "a10b2.png", "a10b10.png", "a99999999999999999999.png", "a100000000000000000000.png",
            "b.png", "é.png",
        ]
        var generator = SplitMix64(seed: 5)
        for _ in 0..<20 {
            let sorted = ordered.shuffled(using: &generator).sorted(by: naturallyPrecedes)
            #expect(sorted == ordered)
        }
        for name in ordered { #expect(!naturallyPrecedes(name, name)) }
    }

    @Test func listsFramesAndNothingElse() throws {
        let folder = try TemporaryFolder()
        for name in ["10.png", "9.PNG", "2.Jpeg", ".hidden.png", "11.jpg"] {
            try RGBImage.gradient(6, 4).writePNG(to: folder.file(name))
        }
        try folder.write("note".utf8, "notes.txt")
        try folder.makeFolder("deeper")
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("12.png"), withDestinationPath: "10.png")
        let frames = try FrameFolder(folder: folder.path)
        #expect(frames.stems == ["2", "9", "10", "11", "12"])
        #expect((frames.count, frames.width, frames.height) == (5, 6, 4))
        try frames.checkHeaders()

        let source = try FrameSource(path: folder.path + "/")
        #expect(source.expectedCount == 5)
        #expect(source.size == (6, 4))
        for _ in 0..<2 {
            let reader = try source.frames()
            var stems: [String] = []
            while let frame = try reader.next() {
                #expect(frame.index == stems.count)
                #expect(frame.image == RGBImage.gradient(6, 4))
                stems.append(frame.stem)
            }
            #expect(stems == frames.stems)
            #expect(try reader.next() == nil)
        }
    }

    @Test func oneImageIsAClipOfOneFrame() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("photo.of.me.jpg")
        try RGBImage.gradient(9, 5).writeJPEG(to: path)
        let source = try FrameSource(path: path)
        #expect(source.expectedCount == 1)
        #expect(source.size == (9, 5))
        #expect(try source.frames().next()?.stem == "photo.of.me")
    }

    @Test func turnedPhotosHaveTheirShownSize() throws {
        let folder = try TemporaryFolder()
        let rotated = try #require(ImageFixture.all.first { $0.name == "jpegRotated" })
        try folder.write(rotated.file, "a.jpg")
        let frames = try FrameFolder(folder: folder.path)
        #expect((frames.width, frames.height) == (8, 16))
        #expect(try frames.image(at: 0).sizeText == "8x16")
    }

    @Test func foldersWithoutFramesSayWhatIsThere() throws {
        let folder = try TemporaryFolder()
        #expect(
            message { try FrameSource(path: folder.path) }
                == "\(folder.path): the folder is empty; expected frames named .png, .jpg or .jpeg")
        try folder.write("x".utf8, "a.txt")
        try folder.makeFolder("sub")
        #expect(
            message { try FrameSource(path: folder.path) }
                == "\(folder.path): none of its 2 entries is named .png, .jpg or .jpeg; pass the folder "
                + "that holds the frames themselves, or convert them first")
        #expect(
            message { try FrameSource(path: folder.file("nowhere")) }
                == "\(folder.file("nowhere")): no such file or folder; expected a folder of PNG or JPEG "
                + "frames, one image or a video, so check the path")
        #expect(
            message { try FrameSource(path: folder.file("a.txt")) }
                == "\(folder.file("a.txt")): looks like text; expected PNG or JPEG data, so convert the "
                + "file or remove it")
    }

    @Test func framesOfAnotherSizeAreNamedWithBothSizes() throws {
        let folder = try TemporaryFolder()
        try RGBImage.gradient(8, 6).writePNG(to: folder.file("1.png"))
        try RGBImage.gradient(8, 6).writePNG(to: folder.file("2.png"))
        try RGBImage.gradient(10, 6).writeJPEG(to: folder.file("3.jpg"))
        let frames = try FrameFolder(folder: folder.path)
        let expected =
            "\(folder.file("3.jpg")): 10x6 pixels, but \(folder.file("1.png")) has 8x6; all frames "
            + "of a clip must have one size, so scale them or pass them as separate clips"
        #expect(message { try frames.checkHeaders() } == expected)
        #expect(message { _ = try frames.image(at: 2) } == expected)
    }

    @Test func namesThatWouldShareAMaskAreRefused() throws {
        let folder = try TemporaryFolder()
        try RGBImage.gradient(8, 6).writePNG(to: folder.file("a.png"))
        try RGBImage.gradient(8, 6).writeJPEG(to: folder.file("a.jpg"))
        #expect(
            message { try FrameSource(path: folder.path) }
                == "\(folder.path): a.jpg and a.png would share one mask name; rename or remove one"
        )
    }

    @Test func aFolderNamedLikeAFrameIsToldWhenItsTurnComes() throws {
        let folder = try TemporaryFolder()
        try RGBImage.gradient(8, 6).writePNG(to: folder.file("1.png"))
        try folder.makeFolder("2.png")
        let reader = try FrameSource(path: folder.path).frames()
        #expect(try reader.next()?.stem == "1")
        #expect(
            message { _ = try reader.next() }
                == "\(folder.file("2.png")): cannot be read (it is a folder); expected a readable file, "
                + "so check its permissions")
    }

    /// Frames of each kind, made of the same pixels; lossless ones are equal.
    @Test(
        .enabled(if: FilmMaker.isReady, "no ffmpeg"),
        arguments: ["bmp", "tif", "tiff", "webp", "avif"])
    func otherImagesAreReadByFFmpeg(_ kind: String) throws {
        let folder = try TemporaryFolder()
        try RGBImage.gradient(48, 32).writePNG(to: folder.file("original"))
        let encoder = [
            "webp": ["-c:v", "libwebp", "-lossless", "1"], "avif": ["-c:v", "libaom-av1"],
        ]
        if let encoder = encoder[kind], !FilmMaker.encoders.contains(encoder[1]) { return }
        try folder.makeFolder("frames")
        let made = folder.file("made.\(kind)")
        try FilmMaker.run(
            ["-f", "png_pipe", "-i", folder.file("original"), "-frames:v", "1"]
                + (encoder[kind] ?? []) + [made])
        // The last one's name looks like a pattern of names.
        for name in ["2", "10", "50%d"] {
            try FileManager.default.copyItem(
                atPath: made, toPath: folder.file("frames/\(name).\(kind)"))
        }
        let frames = try FrameFolder(folder: folder.file("frames"))
        #expect(frames.stems == ["2", "10", "50%d"] && (frames.width, frames.height) == (48, 32))
        try frames.checkHeaders()
        for index in 0..<3 {
            let image = try frames.image(at: index)
            let expected = RGBImage.gradient(48, 32)
            if kind == "avif" {
                #expect((image.width, image.height) == (expected.width, expected.height))
            } else {
                #expect(image == expected)
            }
        }
        let one = try FrameSource(path: folder.file("frames/2.\(kind)"))
        guard case .folder(let alone) = one else {
            Issue.record("\(one)")
            return
        }
        #expect(alone.stems == ["2"])
    }

    @Test func imagesThatFFmpegDoesNotReadAreCalledImages() throws {
        let folder = try TemporaryFolder()
        let start: [UInt8] = [0, 0, 0, 24] + Array("ftypheic".utf8) + [0, 0, 0, 0]
        let path = try folder.write(start + Array("mif1heic".utf8), "photo.heic")
        #expect(
            message { try FrameSource(path: path) }
                == "\(path): looks like a HEIF or AVIF image; expected PNG or JPEG data, so convert the "
                + "file or remove it")
    }

    @Test func whatOtherSystemsLeaveBesideFramesIsPassedOver() throws {
        let folder = try TemporaryFolder()
        try RGBImage.gradient(8, 6).writePNG(to: folder.file("1.png"))
        try folder.write("Mac OS X attributes".utf8, "._1.png")
        #expect(try FrameFolder(folder: folder.path).stems == ["1"])
    }

    private func message(_ body: () throws -> some Any) -> String? {
        (#expect(throws: MediaError.self) { _ = try body() })?.description
    }
}
