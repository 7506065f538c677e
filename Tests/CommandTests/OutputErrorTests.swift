import Foundation
import Testing

@Suite("Output folders")
struct OutputErrorTests {
    private func refuse(
        _ output: String, _ message: String, wrapper: [String] = [],
        frames: Int = 3, width: Int = 96,
        _ prepare: (TemporaryFolder) throws -> Void
    ) throws -> TemporaryFolder {
        let place = try TemporaryFolder()
        try place.makeClip(frames: frames, width: width, height: width * 2 / 3)
        try prepare(place)
        let before = place.entries()
        let outcome = try Program.run(
            ["the red square", "frames", "-o", output, "--quiet"], in: place, wrapper: wrapper)
        #expect(outcome.errors == "Error: \(message)\n")
        #expect(outcome.output == "")
        #expect(outcome.status == 1)
        #expect(place.entries()?.filter { $0 != "left.txt" } == before)
        return place
    }

    @Test("a file in the place of the output")
    func file() throws {
        let place = try refuse(
            "notes.txt",
            "notes.txt: is a file; expected a folder for the masks, so name another one with -o"
        ) { try $0.write(Data("notes".utf8), to: "notes.txt") }
        #expect(try place.text("notes.txt") == "notes")
    }

    @Test("a file above the output")
    func belowFile() throws {
        _ = try refuse(
            "notes.txt/out",
            "notes.txt/out: a part of this path is a file; expected folders, so name another one "
                + "with -o"
        ) { try $0.write(Data("notes".utf8), to: "notes.txt") }
    }

    @Test("a folder with other files")
    func foreign() throws {
        let place = try refuse(
            "mine",
            "mine: the folder holds 2 entries that refseg did not write; expected a new or empty "
                + "folder or an earlier output of refseg, so name another one with -o"
        ) {
            try $0.write(Data("{}".utf8), to: "mine/result.json")
            try $0.write(Data("thesis".utf8), to: "mine/thesis.txt")
        }
        #expect(try place.text("mine/thesis.txt") == "thesis")
    }

    @Test("an earlier output that somebody put a file into")
    func foreignInEarlier() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 1, width: 96, height: 64)
        let arguments = ["the red square", "frames", "-o", "out", "--quiet"]
        #expect(try [0, 3].contains(Program.run(arguments, in: place).status))
        try place.write(Data("mine".utf8), to: "out/notes.txt")
        let outcome = try Program.run(arguments, in: place)
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.hasPrefix("Error: out: the folder holds 1 entry that refseg did not"))
        #expect(try place.text("out/notes.txt") == "mine")
    }

    @Test("an earlier output of every kind is replaced")
    func everyKind() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 1, width: 96, height: 64)
        let kinds = [
            ["--cutout", "--matte", "png", "--background", "green"], ["--export", "palette"],
            ["--export", "coco"], ["--export", "youtube-vos"], ["--export", "csv"], [],
        ]
        for kind in kinds {
            let outcome = try Program.run(
                ["the red square", "frames", "-o", "out", "--quiet"] + kind, in: place)
            #expect([0, 3].contains(outcome.status), "\(kind): \(outcome.errors)")
        }
    }

    @Test("a link to nothing")
    func danglingLink() throws {
        let place = try refuse(
            "disk",
            "disk: is a link to nothing; expected a folder or a new name, so make what it leads to, or "
                + "name another folder with -o"
        ) {
            try FileManager.default.createSymbolicLink(
                atPath: $0.path + "/disk", withDestinationPath: "nowhere")
        }
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: place.path + "/disk")
                == "nowhere")
    }

    @Test("messages that nobody can read end nothing")
    func fullErrors() throws {
        let place = try TemporaryFolder()
        let outcome = try Program.run(
            ["the red square", "nothing.png"], in: place,
            wrapper: ["sh", "-c", "exec \"$@\" 2>/dev/full", "sh"])
        #expect(outcome.status == 1)
    }

    @Test("results that standard output does not take")
    func fullOutput() throws {
        let place = try TemporaryFolder()
        try place.makeImage("one.png")
        for more in [[], ["--json"]] {
            let outcome = try Program.run(
                ["the red square", "one.png", "-o", "out", "--quiet"] + more, in: place,
                wrapper: ["sh", "-c", "exec \"$@\" >/dev/full", "sh"])
            // Where nothing matches, the status says so before.
            #expect([1, 3].contains(outcome.status))
            #expect(
                outcome.status == 3
                    || outcome.errors.hasPrefix(
                        "Error: standard output: cannot be written (No space"),
                "\(outcome.errors)")
        }
    }

    @Test("the folder of the frames itself")
    func input() throws {
        let place = try refuse(
            "frames",
            "frames: holds the input frames, which writing the output would replace; name another "
                + "folder with -o"
        ) { _ in }
        #expect(place.entries("frames")?.count == 3)
    }

    @Test(
        "a read-only disk",
        .enabled(if: Wrapper.canMount, "this machine does not let the tests mount a disk"))
    func readOnly() throws {
        let place = try refuse(
            "disk/out",
            "disk/out: cannot be written (Read-only file system); choose another output folder "
                + "with -o or make room",
            wrapper: Wrapper.disk("ro,size=64k")
        ) { try $0.makeFolder("disk") }
        #expect(try place.text("left.txt") == "")
    }

    @Test(
        "a full disk leaves nothing behind",
        .enabled(if: Wrapper.canMount, "this machine does not let the tests mount a disk"))
    func fullDisk() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 8, width: 240, height: 160)
        try place.makeFolder("disk")
        let outcome = try Program.run(
            ["the red square", "frames", "-o", "disk/out", "--quiet"], in: place,
            wrapper: Wrapper.disk("size=32k"))
        let message =
            /Error: disk\/out\/[a-z0-9\/.]+: cannot be written \(No space left on device\); choose another output folder with -o or make room\n/
        #expect(outcome.errors.wholeMatch(of: message) != nil, "\(outcome.errors)")
        #expect(outcome.status == 1)
        #expect(try place.text("left.txt") == "")
    }

    @Test(
        "a mounted folder, which cannot be renamed, is written into",
        .enabled(if: Wrapper.canMount, "this machine does not let the tests mount a disk"))
    func mounted() throws {
        let place = try TemporaryFolder()
        try place.makeClip()
        try place.makeFolder("disk")
        let outcome = try Program.run(
            ["the red square", "frames", "-o", "disk", "--quiet"], in: place,
            wrapper: Wrapper.disk("size=4m"))
        #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
        #expect(try place.text("left.txt") == "masks\noverlay\nresult.json\n")
    }

    @Test("an earlier output is replaced as a whole, an empty folder is used")
    func replaced() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 3)
        try place.makeClip("other", frames: 2)
        try place.makeFolder("out")
        for (clip, frames) in [("frames", 3), ("other", 2)] {
            let outcome = try Program.run(
                ["the red square", clip, "-o", "out", "--quiet"], in: place)
            #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
            #expect(try place.masks("out").count == frames)
            #expect(place.entries("out/overlay")?.count == frames)
            #expect(place.entries() == ["frames", "other", "out"])
        }
    }

    @Test("without -o the output is named after the input")
    func defaultPlace() throws {
        let place = try TemporaryFolder()
        try place.makeClip("walk", frames: 1)
        _ = try Program.run(["the red square", "walk/00000.jpg", "--quiet"], in: place)
        _ = try Program.run(["the red square", "walk/", "--quiet", "--no-overlay"], in: place)
        #expect(place.entries("refseg-out") == ["00000", "walk"])
        #expect(place.entries("refseg-out/00000") == ["masks", "overlay", "result.json"])
        #expect(place.entries("refseg-out/walk") == ["masks", "result.json"])
    }
}
