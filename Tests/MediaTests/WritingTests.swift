import Foundation
import GeneratedMasks
import Testing

@testable import Media

@Suite struct WritingTests {
    private let mask = Mask.rectangle(8, 6, Box(x: 1, y: 1, width: 3, height: 3))

    @Test func writesOverAnOlderFileAndLeavesNothingBeside() throws {
        let folder = try TemporaryFolder()
        try folder.write("old".utf8, "m.png")
        try mask.writePNG(to: folder.file("m.png"))
        #expect(try folder.entries == ["m.png"])
        #expect(try RGBImage(path: folder.file("m.png")).width == 8)
    }

    @Test func placesThatCannotBeWritten() throws {
        let folder = try TemporaryFolder()
        try folder.write("a".utf8, "file")
        try folder.makeFolder("taken.png")
        let cases = [
            ("nowhere/m.png", "No such file or directory"), ("file/m.png", "Not a directory"),
            ("taken.png", "Is a directory"),
        ]
        for (name, reason) in cases {
            let error = #expect(throws: MediaError.self) {
                try mask.writePNG(to: folder.file(name))
            }
            #expect(
                error?.description == "\(folder.file(name)): cannot be written (\(reason)); choose "
                    + "another output folder or make room")
        }
        #expect(try folder.entries == ["file", "taken.png"])
    }

    @Test(.enabled(if: SmallDisk.isAvailable, "needs the right to mount a tmpfs"))
    func aFullDiskLeavesNothingHalfWritten() throws {
        let disk = try SmallDisk()
        let path = disk.folder.file("a.bin")
        let error = #expect(throws: MediaError.self) {
            try MediaError.writing([UInt8](repeating: 1, count: 1 << 20), to: path)
        }
        #expect(error == .unwritable(path: path, reason: "No space left on device"))
        #expect(try disk.folder.entries == [])
    }
}

/// A tmpfs of 64 KiB.
private final class SmallDisk {
    let folder: TemporaryFolder

    static let isAvailable = (try? SmallDisk()) != nil

    init() throws {
        folder = try TemporaryFolder()
        guard Self.run("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.path]) else {
            throw MediaError.unwritable(path: folder.path, reason: "mount")
        }
    }

    deinit { _ = Self.run("umount", [folder.path]) }

    private static func run(_ program: String, _ arguments: [String]) -> Bool {
        guard let running = try? PipedProgram(program, arguments) else { return false }
        return running.finish() == nil
    }
}

@Suite struct OverlayTests {
    private let mask = Mask.rectangle(60, 40, Box(x: 20, y: 10, width: 20, height: 18))

    private func draw(on level: UInt8) -> RGBImage {
        let plain = RGBImage(
            width: 60, height: 40, pixels: [UInt8](repeating: level, count: 60 * 40 * 3))
        return Overlay().draw([mask], on: plain)
    }

    private func brightness(_ image: RGBImage, _ x: Int, _ y: Int) -> Double {
        let at = (y * image.width + x) * 3
        return 0.2126 * Double(image.pixels[at]) + 0.7152 * Double(image.pixels[at + 1])
            + 0.0722 * Double(image.pixels[at + 2])
    }

    @Test(arguments: [UInt8(0), 64, 128, 190, 255])
    func theOutlineStandsOutOnAnyGround(_ level: UInt8) {
        let image = draw(on: level)
        let (core, rim) = (brightness(image, 20, 18), brightness(image, 19, 18))
        #expect(core - rim > 80, "bright core beside dark rim")
        #expect(abs(core - Double(level)) > 60 || abs(rim - Double(level)) > 60)
        #expect(brightness(image, 5, 5) - Double(level) < 0.01, "untouched elsewhere")
        #expect(image.pixels[(18 * 60 + 30) * 3] != level, "tinted inside")
    }

    @Test func anEmptyMaskChangesNothingAndAFullOneHasNoOutlineAtTheBorder() {
        let image = RGBImage.gradient(30, 20)
        #expect(Overlay().draw([Mask(emptyWithWidth: 30, height: 20)], on: image) == image)
        let full = Mask.rectangle(30, 20, Box(x: 0, y: 0, width: 30, height: 20))
        let clear = Overlay(opacity: 0).draw([full], on: image)
        #expect(clear == image)
    }

    @Test func objectsHaveColoursOfTheirOwn() {
        let masks = (0..<3).map {
            Mask.rectangle(90, 20, Box(x: $0 * 30 + 5, y: 4, width: 20, height: 12))
        }
        let black = RGBImage(width: 90, height: 20, pixels: [UInt8](repeating: 0, count: 5400))
        let image = Overlay(opacity: 1).draw(masks, on: black)
        for (index, colour) in Overlay.colours.prefix(3).enumerated() {
            let at = (10 * 90 + index * 30 + 15) * 3
            #expect(
                Array(image.pixels[at..<(at + 3)]) == [colour.red, colour.green, colour.blue])
        }
    }
}
