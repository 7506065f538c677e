import Foundation
import Media
import Testing

@Suite("Datasets on a disk")
struct DataTests {
    /// A folder with one clip of three frames, two of them annotated.
    private func dataset() throws -> TemporaryFolder {
        let place = try TemporaryFolder()
        try place.makeClip("clips/walk/frames", frames: 3)
        try place.makeFolder("clips/walk/masks/1")
        for frame in ["00000", "00002"] {
            let mask = Mask(
                width: 96, height: 64, bytes: (0..<(96 * 64)).map { $0 % 96 < 20 ? 1 : 0 })
            try mask.writePNG(to: place.path + "/clips/walk/masks/1/\(frame).png")
        }
        let meta = #"{"objects": {"1": {"expressions": ["The red square", "a square"]}}}"#
        try place.write(Data(meta.utf8), to: "clips/walk/meta.json")
        return place
    }

    @Test("a whole dataset is complete; a truncated mask is named, exit status 1")
    func check() throws {
        let place = try dataset()
        let whole = try Program.run(["data", "check", "clips", "--root", "clips"], in: place)
        #expect(whole.status == 0, "\(whole.errors)")
        #expect(
            whole.output == """
                clip folders all: 1 video, 2 sentences, 4 of 4 masks
                complete\n
                """)
        let mask = try place.bytes("clips/walk/masks/1/00002.png")
        try place.write(mask.prefix(60), to: "clips/walk/masks/1/00002.png")
        let damaged = try Program.run(["data", "check", "clips", "--root", "clips"], in: place)
        #expect(damaged.status == 1)
        #expect(damaged.output.hasPrefix("clips/walk/masks/1/00002.png: "), "\(damaged.output)")
        #expect(damaged.output.hasSuffix("not usable: 1 finding\n"), "\(damaged.output)")
    }

    @Test("prepare writes the samples and COCO's truth")
    func prepare() throws {
        let place = try dataset()
        let run = try Program.run(
            ["data", "prepare", "clips", "--root", "clips", "-o", "made", "--quiet"], in: place)
        #expect(run.status == 0, "\(run.errors)")
        #expect(
            place.entries("made") == [
                "clips_all_annotations.json", "clips_all_annotations_in_coco_format.json",
            ])
        let samples = try JSONSerialization.jsonObject(
            with: place.bytes("made/clips_all_annotations.json"))
        let first = try #require((samples as? [[Any]])?.first)
        #expect(first[0] as? String == "the red square")
        #expect(first[2] as? Int == 1)
        let coco = try #require(
            try JSONSerialization.jsonObject(
                with: place.bytes("made/clips_all_annotations_in_coco_format.json"))
                as? [String: Any])
        let truths = try #require(coco["annotations"] as? [[String: Any]])
        #expect(truths.map { $0["area"] as? Int } == Array(repeating: 20 * 64, count: 4))
        #expect(truths[0]["bbox"] as? [Int] == [0, 0, 20, 64])
    }

    @Test("a root that is not there and an output that is a file: one sentence each")
    func places() throws {
        let place = try dataset()
        let check = try Program.run(["data", "check", "clips", "--root", "nowhere"], in: place)
        #expect(check.status == 1)
        #expect(
            check.errors
                == "Error: nowhere: no such folder; expected the folder of clip folders as "
                + "published, so check the path\n")
        let prepare = try Program.run(
            ["data", "prepare", "clips", "--root", "clips", "-o", "clips/walk/meta.json/made"],
            in: place)
        #expect(prepare.status == 1)
        #expect(
            prepare.errors
                == "Error: clips/walk/meta.json/made: cannot be written (Not a directory); "
                + "choose another output folder or make room\n")
    }

    @Test("an unknown dataset or part is wrong use, exit status 2")
    func unknown() throws {
        let place = try TemporaryFolder()
        for arguments in [
            ["nothing", "--root", "."], ["a2d-sentences", "--root", ".", "--subset", "x"],
        ] {
            #expect(try Program.run(["data", "check"] + arguments, in: place).status == 2)
        }
    }
}
