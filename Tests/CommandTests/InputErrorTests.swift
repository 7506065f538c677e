import Foundation
import Media
import Testing

/// An input that cannot be used: what is prepared, the whole message, the exit status.
struct BadInput: CustomTestStringConvertible {
    let testDescription: String
    let message: String
    var input = "frames"
    var wrapper: [String] = []
    let prepare: @Sendable (TemporaryFolder) throws -> Void

    init(
        _ description: String, _ message: String, input: String = "frames",
        wrapper: [String] = [], prepare: @escaping @Sendable (TemporaryFolder) throws -> Void
    ) {
        testDescription = description
        self.message = message
        self.input = input
        self.wrapper = wrapper
        self.prepare = prepare
    }

    static let all = [
        BadInput(
            "no such path",
            "frames: no such file or folder; expected a folder of PNG or JPEG frames, one image or "
                + "a video, so check the path"
        ) { _ in },
        BadInput(
            "empty folder",
            "frames: the folder is empty; expected frames named .png, .jpg or .jpeg"
        ) { try $0.makeFolder("frames") },
        BadInput(
            "a folder without frames",
            "frames: none of its 1 entries is named .png, .jpg or .jpeg; pass the folder that "
                + "holds the frames themselves, or convert them first"
        ) { try $0.write(Data("notes".utf8), to: "frames/notes.txt") },
        BadInput(
            "unreadable file",
            "frames/00001.jpg: cannot be read (Permission denied); expected a readable file, so "
                + "check its permissions",
            wrapper: Wrapper.withoutPrivileges
        ) {
            try $0.makeClip()
            try FileManager.default.setAttributes(
                [.posixPermissions: 0], ofItemAtPath: $0.path + "/frames/00001.jpg")
        },
        BadInput(
            "a text file named .png",
            "frames/00001.png: looks like text; expected PNG or JPEG data, so convert the file or "
                + "remove it"
        ) {
            try $0.makeClip(suffix: "png")
            try $0.write(Data("This is no picture at all.\n".utf8), to: "frames/00001.png")
        },
        BadInput(
            "truncated PNG",
            "frames/00002.png: PNG data end after 300 bytes where at least 1,149 belong; copy or "
                + "extract the file again"
        ) {
            try $0.makeClip(suffix: "png")
            try $0.write(try $0.bytes("frames/00002.png").prefix(300), to: "frames/00002.png")
        },
        BadInput(
            "truncated JPEG",
            "frames/00002.jpg: JPEG data end after 900 bytes, before the image is complete; copy or "
                + "extract the file again"
        ) {
            try $0.makeClip()
            try $0.write(try $0.bytes("frames/00002.jpg").prefix(900), to: "frames/00002.jpg")
        },
        BadInput(
            "0-byte file",
            "frames/00001.jpg: the file has 0 bytes; expected a PNG or JPEG, so copy or extract it "
                + "again"
        ) {
            try $0.makeClip()
            try $0.write(Data(), to: "frames/00001.jpg")
        },
        BadInput(
            "a header of 30,000 x 30,000",
            "huge.png: 30,000x30,000 pixels; images up to 16,384 pixels a side and, with "
                + "this machine's memory, \(PixelBudget.area / 1_000_000) megapixels are read, so scale it down",
            input: "huge.png"
        ) { try $0.write(CraftedPNG.header(width: 30_000, height: 30_000), to: "huge.png") },
        BadInput(
            "frames of different sizes",
            "frames/00002.jpg: 64x96 pixels, but frames/00000.jpg has 96x64; all frames of a clip "
                + "must have one size, so scale them or pass them as separate clips"
        ) {
            try $0.makeClip()
            try $0.makeImage("frames/00002.jpg", width: 64, height: 96)
        },
    ]
}

@Suite("Inputs that cannot be used")
struct InputErrorTests {
    @Test("one sentence, exit status 1, nothing written", arguments: BadInput.all)
    func refused(_ bad: BadInput) throws {
        let place = try TemporaryFolder()
        try bad.prepare(place)
        let outcome = try Program.run(
            ["the red square", bad.input, "-o", "parent/out", "--quiet"], in: place,
            wrapper: bad.wrapper)
        #expect(outcome.errors == "Error: \(bad.message)\n")
        #expect(outcome.output == "")
        #expect(outcome.status == 1)
        #expect(place.entries("parent") == nil)
    }
}
