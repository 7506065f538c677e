import Foundation
import Media
import ReferencePython
import Testing

@testable import Datasets

/// What a header, a list or a neighbour promises is compared with what is there; every kind of half a
/// file changes figures.
@Suite(
    .enabled(if: ReferencePython.isReady, "\(ReferencePython.hint)"),
    .enabled(if: VideoMaker.isReady, VideoMaker.hint))
struct CompletenessTests {
    @Test func halfAFilm() throws {
        let film = "Release/clips320H/_single.mp4"
        let found = try sentences("a2d", .a2dSentences) { made in
            // With its index first, a film's header is whole however much is missing.
            let moved = made.path("moved.mp4")
            let program = Process()
            program.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            program.arguments =
                ["ffmpeg", "-v", "error", "-i", made.path(film), "-c", "copy"]
                + ["-movflags", "faststart", moved]
            try program.run()
            program.waitUntilExit()
            try #require(program.terminationStatus == 0)
            let whole = try made.read("moved.mp4")
            try made.write(whole.dropLast(100), to: film)
            try made.remove("moved.mp4")
        }
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("ROOT/\(film): film data end after ") == true)
        #expect(found.first?.hasSuffix(" belong; copy or extract the file again") == true)
    }

    @Test func halfAFrame() throws {
        for share in [2, 3] {
            let found = try sentences("clips", .clips) { made in
                let whole = try made.read("bear/frames/00001.jpg")
                try made.write(whole.dropLast(whole.count / share), to: "bear/frames/00001.jpg")
            }
            #expect(found.count == 1)
            #expect(
                found.first?.hasPrefix("ROOT/bear/frames/00001.jpg: JPEG data end after ") == true)
        }
    }

    @Test func byteOrderMarks() throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let davis = try sentences("davis", .refDAVIS17) { made in
            for file in RefDAVIS17.files.prefix(2) {
                let path = "davis_text_annotations/\(file.name)"
                try made.write(mark + (try made.read(path)), to: path)
            }
            let list = "DAVIS/ImageSets/2017/val.txt"
            try made.write(mark + (try made.read(list)), to: list)
        }
        #expect(davis == [])
        for (maker, benchmark, list) in [
            ("ytvos", Benchmark.refYouTubeVOS, "meta_expressions/valid/meta_expressions.json"),
            ("mevis", .mevis, "valid_u/meta_expressions.json"), ("clips", .clips, "bear/meta.json"),
            ("a2d", .a2dSentences, A2DPaths.annotation),
        ] {
            let found = try sentences(maker, benchmark) { made in
                try made.write(mark + (try made.read(list)), to: list)
            }
            #expect(found == [], "\(maker)")
        }
    }

    @Test func aRowThatOneAnnotatorLacks() throws {
        for file in RefDAVIS17.files {
            let path = "davis_text_annotations/\(file.name)"
            try Miniature.with("davis", Anything.self) { made in
                let lines = try made.read(path).split(separator: 0x0A)
                let kept = lines.filter { !$0.starts(with: "motor-bike".utf8) }
                try #require(kept.count == lines.count - 1)
                try made.write(kept.joined(separator: [0x0A]), to: path)
                let summary = try DatasetCheck.run(.refDAVIS17, root: made.root)
                #expect(!summary.isUsable, "\(file.name)")
                #expect(throws: DatasetError.self) {
                    try Dataset(.refDAVIS17, root: made.root)
                }
            }
        }
    }

    @Test func listsWithoutExpressions() throws {
        let list = "meta_expressions/valid/meta_expressions.json"
        let ytvos = try sentences("ytvos", .refYouTubeVOS) { made in
            let text = try made.text(list)
            try made.write(
                text.replacingOccurrences(of: "\"expressions\"", with: "\"expression\"").utf8,
                to: list)
        }
        #expect(!ytvos.isEmpty)
        #expect(
            ytvos.allSatisfy {
                $0.hasPrefix("ROOT/\(list): video ")
                    && $0.hasSuffix(
                        ": found no expressions, expected at least one; copy the file again")
            })
        let clips = try sentences("clips", .clips) { made in
            try made.write(#"{"objects": {"1": {}}}"#.utf8, to: "bear/meta.json")
        }
        #expect(
            clips == [
                "ROOT/bear/meta.json: objects: found no expressions, expected at least one; copy the "
                    + "file again"
            ])
    }

    @Test func halfARecording() throws {
        try Miniature.with("avos", Anything.self) { made in
            let path = "audio/a2d-sentences/deeper/_single_0.wav"
            let whole = try made.read(path)
            try made.write(whole.prefix(44 + (whole.count - 44) / 2), to: path)
            let summary = try DatasetCheck.run(.avos, root: made.root, subset: "a2d-sentences")
            #expect(!summary.isUsable)
            let told = summary.problems.map(\.description).filter {
                $0.contains("its header promises")
            }
            #expect(told.count == 1)
            #expect(
                told.first?.hasPrefix("\(made.path(path)): the recording ends after ") == true)
        }
    }

    @Test func masksThatAreNone() throws {
        let folder = "bear/masks/1"
        let jpeg = try sentences("clips", .clips) { made in
            let image = try RGBImage(path: made.path("\(folder)/00000.png"))
            try image.writeJPEG(to: made.path("\(folder)/00001.jpg"))
        }
        #expect(
            jpeg == [
                "ROOT/\(folder)/00001.jpg: an image of JPEG data; expected a PNG with a palette or gray "
                    + "levels whose pixels are object numbers, so save it with one channel (ffmpeg -i "
                    + "a.png -pix_fmt gray b.png does it for black and white)"
            ])
        let soft = try sentences("clips", .clips) { made in
            let mask = try LabelMap(path: made.path("road-cars/masks/cars/00001.png"))
            var labels = mask.labels
            labels[0] = 127
            try LabelMap(width: mask.width, height: mask.height, labels: labels)
                .writePNG(to: made.path("road-cars/masks/cars/00001.png"))
        }
        #expect(
            soft == [
                "ROOT/road-cars/masks/cars/00001.png: 2 levels of gray beside black; expected two "
                    + "values, object and none, since what is half gray would count as the object, so "
                    + "save masks without soft edges and not by way of JPEG"
            ])
    }

    @Test func aFrameThatIsMissingAmongOthers() throws {
        let frames = "DAVIS/JPEGImages/480p/goldfish"
        let found = try sentences("davis", .refDAVIS17) { made in
            try made.remove("\(frames)/00002.jpg")
        }
        #expect(
            found.first?.hasPrefix(
                "ROOT/\(frames)/00002.jpg: no such file or folder; expected a frame between its "
                    + "neighbours, so get it from") == true)
    }

    @Test func aVideoThatNobodyDescribed() throws {
        let found = try sentences("a2d", .a2dSentences) { made in
            let rows = try made.text(A2DPaths.annotation).split(separator: "\n")
            let kept = rows.filter { !$0.hasPrefix("trained") }
            try made.write((kept.joined(separator: "\n") + "\n").utf8, to: A2DPaths.annotation)
        }
        #expect(
            found == [
                "ROOT/\(A2DPaths.annotation): video trained: found no sentence, expected one or more; "
                    + "copy the file again"
            ])
    }

    @Test func aMATLABFileWithoutItsEnd() throws {
        let masks = "puppet_mask/pullup/100_pullups_f_nm_np1_med_1/puppet_mask.mat"
        let found = try sentences("jhmdb", .jhmdbSentences) { made in
            try made.write(try made.read(masks).dropLast(), to: masks)
        }
        #expect(found.count == 1)
        #expect(
            found.first?.hasSuffix(
                " bytes that are no MATLAB file, or only the start of one; copy or download it again"
            )
                == true)
    }

    @Test func rowsThatThePublishedListsHave() throws {
        try Miniature.with("ytvos", Anything.self) { made in
            // As many, one more, and so many more that these are somebody's own selection.
            let found = try [2, 3, 202].map { videos in
                try DatasetCheck.run(
                    .refYouTubeVOS, root: made.root, subset: "train",
                    published: PublishedCounts(videos: videos, sentences: 6)
                ).problems.map(\.description)
            }
            let sentence =
                "\(made.root): the lists of train have 2 videos, the published ones 3; copy them again"
            #expect(found == [[], [sentence], []])
        }
    }

    @Test func manyBadMasksGetOneSentence() throws {
        let found = try sentences("davis", .refDAVIS17) { made in
            let masks = "DAVIS/Annotations_unsupervised/480p/goldfish"
            for frame in 0..<5 {
                let path = made.path("\(masks)/0000\(frame).png")
                try RGBImage(path: path).writePNG(to: path)
            }
        }
        #expect(found.count == 1)
        #expect(
            found.first?.hasPrefix(
                "ROOT/DAVIS/Annotations_unsupervised/480p/goldfish/00000.png: an image of 8-bit RGB "
                    + "colours; expected") == true)
        #expect(
            found.first?.hasSuffix(
                "; the same of 4 other files in ROOT/DAVIS/Annotations_unsupervised/480p/goldfish")
                == true)
    }

    @Test func whatOtherSystemsLeaveBesideClips() throws {
        let found = try sentences("clips", .clips) { made in
            try FileManager.default.createDirectory(
                atPath: made.path("__MACOSX/bear"), withIntermediateDirectories: true)
            try made.write("attributes".utf8, to: "__MACOSX/bear/._meta.json")
            try made.write("attributes".utf8, to: "bear/frames/._00000.jpg")
            try made.write("attributes".utf8, to: "bear/masks/1/._00000.png")
        }
        #expect(found == [])
    }
}
