import Foundation
import Randomness
import Testing

@testable import Media

/// One file that cannot be read, and the exact sentence about it; `%` stands for its path.
struct BrokenFile: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let message: String
    var testDescription: String { name }

    private static let png: [UInt8] = ImageFixture.all.first { $0.name == "interlaced" }?.file ?? []
    private static let jpeg: [UInt8] = ImageFixture.all.first { $0.name == "jpegGray" }?.file ?? []

    /// The PNG with another size in its header, and the header's checksum left as it was.
    private static func png(_ width: [UInt8], _ height: [UInt8]) -> [UInt8] {
        png[..<16] + width + height + png[24...]
    }

    private static func flipped(_ bytes: [UInt8], at index: Int) -> [UInt8] {
        var bytes = bytes
        bytes[index] ^= 0xff
        return bytes
    }

    private static let truncated = "copy or extract the file again"
    private static let convert = "expected PNG or JPEG data, so convert the file or remove it"

    static let all = [
        BrokenFile(
            name: "empty.png", bytes: [],
            message: "%: the file has 0 bytes; expected a PNG or JPEG, so copy or extract it again"),
        BrokenFile(
            name: "text.png", bytes: Array("just a note\n".utf8),
            message: "%: looks like text; \(convert)"),
        BrokenFile(
            name: "gif.png", bytes: Array("GIF89a......".utf8),
            message: "%: looks like a GIF image; \(convert)"),
        BrokenFile(
            name: "webp.jpg", bytes: Array("RIFF....WEBPVP8 ".utf8),
            message: "%: looks like a WebP image; \(convert)"),
        BrokenFile(
            name: "noise.jpg", bytes: [1, 2, 3, 0, 250],
            message: "%: looks like data of an unknown kind; \(convert)"),
        BrokenFile(
            name: "begun.png", bytes: Array(png[..<5]),
            message: "%: PNG data end after 5 bytes where at least 57 belong; \(truncated)"),
        BrokenFile(
            name: "half.png", bytes: Array(png[..<100]),
            message: "%: PNG data end after 100 bytes where at least 206 belong; \(truncated)"),
        BrokenFile(
            name: "no-end.png", bytes: Array(png[..<(png.count - 12)]),
            message: "%: PNG data end after 194 bytes where at least 206 belong; \(truncated)"),
        BrokenFile(
            name: "flipped.png", bytes: flipped(png, at: png.count - 16),
            message: "%: damaged PNG data (IDAT: CRC error); \(truncated)"),
        BrokenFile(
            name: "no-width.png", bytes: png([0, 0, 0, 0], [0, 0, 0, 6]),
            message: "%: damaged PNG data (size 0x6); \(truncated)"),
        BrokenFile(
            name: "huge.png", bytes: png([0, 0, 0x75, 0x30], [0, 0, 0x75, 0x30]),
            message:
                "%: 30,000x30,000 pixels; images up to 16,384 pixels a side and, with "
                + "this machine's memory, \(PixelBudget.area / 1_000_000) megapixels are read, so scale "
                + "it down"),
        BrokenFile(
            name: "side.png", bytes: png([0, 0, 0x40, 1], [0, 0, 0, 1]),
            message:
                "%: 16,385x1 pixels; images up to 16,384 pixels a side and, with "
                + "this machine's memory, \(PixelBudget.area / 1_000_000) megapixels are read, so scale "
                + "it down"),
        BrokenFile(
            name: "begun.jpg", bytes: Array(jpeg[..<3]),
            message: "%: JPEG data end after 3 bytes, before the image is complete; \(truncated)"),
        BrokenFile(
            name: "half.jpg", bytes: Array(jpeg[..<(jpeg.count - 40)]),
            message: "%: JPEG data end after 303 bytes, before the image is complete; \(truncated)"),
        BrokenFile(
            name: "no-end.jpg", bytes: Array(jpeg[..<(jpeg.count - 2)]),
            message: "%: JPEG data end after 341 bytes, before the image is complete; \(truncated)"),
        BrokenFile(
            name: "no-frame.jpg", bytes: [0xff, 0xd8, 0xff, 0xd9],
            message: "%: damaged JPEG data (no frame header before the pixels); \(truncated)"),
        BrokenFile(
            name: "huge.jpg",
            bytes: [0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0x75, 0x30, 0x75, 0x30, 3]
                + [UInt8](repeating: 1, count: 9),
            message:
                "%: 30,000x30,000 pixels; images up to 16,384 pixels a side and, with "
                + "this machine's memory, \(PixelBudget.area / 1_000_000) megapixels are read, so scale "
                + "it down"),
    ]
}

@Suite struct ImageErrorTests {
    @Test(arguments: BrokenFile.all)
    func brokenFilesAreNamedInOneSentence(_ broken: BrokenFile) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(broken.bytes, broken.name)
        let error = #expect(throws: MediaError.self) { try RGBImage(path: path) }
        let message = broken.message.replacingOccurrences(of: "%", with: path)
        #expect(error?.description == message)
        #expect(error?.localizedDescription == message)
    }

    @Test func pathsThatAreNoFiles() throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder("x.png")
        #expect(throws: MediaError.unreadable(path: folder.file("x.png"), reason: "it is a folder"))
        {
            try RGBImage(path: folder.file("x.png"))
        }
        #expect(throws: MediaError.noSuchPath(folder.file("nowhere.png"))) {
            try RGBImage(path: folder.file("nowhere.png"))
        }
        #expect(mkfifo(folder.file("pipe.png"), 0o600) == 0)
        let error = #expect(throws: MediaError.self) {
            try RGBImage(path: folder.file("pipe.png"))
        }
        #expect(
            error?.description == folder.file("pipe.png")
                + ": cannot be read (it is not a regular file); expected a readable file, "
                + "so check its permissions")
    }

    @Test(.enabled(if: geteuid() != 0, "the superuser may read everything"))
    func closedPermissions() throws {
        let folder = try TemporaryFolder()
        try RGBImage.gradient(4, 4).writePNG(to: folder.file("a.png"))
        chmod(folder.file("a.png"), 0)
        #expect(
            throws: MediaError.unreadable(path: folder.file("a.png"), reason: "Permission denied")
        ) { try RGBImage(path: folder.file("a.png")) }
    }

    @Test func everyCutOfAPNGAndAJPEGIsAnError() throws {
        let folder = try TemporaryFolder()
        for name in ["interlaced", "paletteAlpha", "jpegProgressive", "jpegCMYK"] {
            let file = try #require(ImageFixture.all.first { $0.name == name }).file
            for end in stride(from: 0, to: file.count, by: 7) {
                let path = try folder.write(file[..<end], "cut")
                #expect(throws: MediaError.self, "\(name) cut at \(end)") {
                    try RGBImage(path: path)
                }
            }
        }
    }

    /// Damage of any kind may be found or not, but must end in an image or a `MediaError`.
    @Test func damagedBytesNeverCrash() throws {
        let folder = try TemporaryFolder()
        var generator = SplitMix64(seed: 7)
        for fixture in ImageFixture.all {
            for _ in 0..<60 {
                var file = fixture.file
                for _ in 0..<3 {
                    file[Int.random(in: 8..<file.count, using: &generator)] = .random(
                        in: 0...255, using: &generator)
                }
                let path = try folder.write(file, "damaged")
                do { _ = try RGBImage(path: path) } catch is MediaError {}
            }
        }
    }
}
