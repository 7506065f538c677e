import Foundation
import ReferencePython
import Testing

@testable import Datasets

/// Every kind of damage to videos and masks gets a sentence of its own from the check.
@Suite(
    .enabled(if: ReferencePython.isReady, "\(ReferencePython.hint)"),
    .enabled(if: VideoMaker.isReady, VideoMaker.hint))
struct DatasetCheckTests {
    @Test(arguments: [
        ("a2d", Benchmark.a2dSentences, "test"), ("a2d", .a2dSentences, "train"),
        ("jhmdb", .jhmdbSentences, "test"), ("ytvos", .refYouTubeVOS, "valid"),
        ("ytvos", .refYouTubeVOS, "train"), ("davis", .refDAVIS17, "valid"),
        ("mevis", .mevis, "valid_u"), ("clips", .clips, "all"),
    ])
    func nothingIsWrongWithASoundDataset(
        _ maker: String, _ benchmark: Benchmark, _ subset: String
    ) throws {
        try Miniature.with(maker, Anything.self) { made in
            var steps: [Int] = []
            let summary = try DatasetCheck.run(
                benchmark, root: made.root, subset: subset, decodesVideos: true
            ) { done, all in steps.append(all - done) }
            #expect(summary.problems == [])
            #expect(summary.isUsable)
            #expect(summary.videos > 0)
            #expect(summary.sentences >= summary.videos)
            #expect(summary.targets >= summary.sentences)
            #expect(
                summary.truths
                    == (subset == "valid" && benchmark == .refYouTubeVOS ? 0 : summary.targets))
            #expect(steps == (0...summary.videos).reversed())
        }
    }

    @Test func aMissingVideo() throws {
        let found = try sentences("a2d", .a2dSentences) {
            try $0.remove("Release/clips320H/_single.mp4")
        }
        #expect(
            found == [
                "ROOT/Release/clips320H/_single.mp4: no such file or folder; expected the video of 2 "
                    + "sentences, so get it from kgavrilyuk.github.io/publication/actor_action"
            ])
    }

    @Test func aVideoThatIsNone() throws {
        let found = try sentences("a2d", .a2dSentences) {
            let whole = try $0.read("Release/clips320H/_single.mp4")
            try $0.write(whole.prefix(whole.count / 3), to: "Release/clips320H/_single.mp4")
        }
        #expect(found.count == 1)
        #expect(
            found.first?.hasPrefix("ROOT/Release/clips320H/_single.mp4: no video found in it (")
                == true)
    }

    @Test func anAnnotationOfOneByte() throws {
        let found = try sentences("a2d", .a2dSentences) {
            try $0.write([0x89], to: "\(A2DPaths.masks)/_single/00003.h5")
        }
        #expect(
            found == [
                "ROOT/\(A2DPaths.masks)/_single/00003.h5: 1 bytes that are no HDF5 file, or only the "
                    + "start of one; copy or download it again"
            ])
    }

    @Test func anAnnotationWithoutMasks() throws {
        let found = try sentences("a2d", .a2dSentences) { made in
            // The same length keeps the file whole.
            var bytes = try made.read("\(A2DPaths.masks)/_single/00006.h5")
            let place = try #require(bytes.firstRange(of: Array("reMask".utf8)))
            bytes.replaceSubrange(place, with: Array("reMusk".utf8))
            try made.write(bytes, to: "\(A2DPaths.masks)/_single/00006.h5")
        }
        #expect(
            found == [
                "ROOT/\(A2DPaths.masks)/_single/00006.h5: it has no reMask; expected the annotation file "
                    + "as published, so copy or download it again"
            ])
    }

    @Test func masksAndVideosOfDifferentSizes() throws {
        let found = try sentences("a2d", .a2dSentences) { made in
            let other = try made.read("Release/clips320H/-0cOo0cRVZU.mp4")
            try made.write(other, to: "Release/clips320H/_single.mp4")
        }
        #expect(
            found
                == [3, 6].map {
                    "ROOT/\(A2DPaths.masks)/_single/0000\($0).h5: a mask of 40x30 pixels, but "
                        + "ROOT/Release/clips320H/_single.mp4 has 48x32; get both from one release"
                })
        let images = try sentences("davis", .refDAVIS17) { made in
            let mask = "DAVIS/Annotations_unsupervised/480p/motorbike/00001.png"
            let other = "DAVIS/Annotations_unsupervised/480p/classic-car/00001.png"
            try made.write(try made.read(other), to: mask)
        }
        #expect(
            images == [
                "ROOT/DAVIS/Annotations_unsupervised/480p/motorbike/00001.png: a mask of 40x24 "
                    + "pixels, but ROOT/DAVIS/JPEGImages/480p/motorbike/00000.jpg has 24x24; get "
                    + "both from one release"
            ])
    }

    @Test func aFrameBeyondTheVideo() throws {
        let found = try sentences("a2d", .a2dSentences) { made in
            let file = try made.read("\(A2DPaths.masks)/_single/00006.h5")
            try made.write(file, to: "\(A2DPaths.masks)/_single/00007.h5")
        }
        #expect(
            found == [
                "ROOT/\(A2DPaths.masks)/_single/00007.h5: an annotation of frame 7, but _single has 6 "
                    + "frames; copy the annotation and the video of one release"
            ])
        // The list may be right and the video too short.
        for decodes in [false, true] {
            let short = try sentences("a2d", .a2dSentences, decodesVideos: decodes) { made in
                let other = try made.read("Release/clips320H/T6bNPuKV-wY.mp4")
                try made.write(other, to: "Release/clips320H/_single.mp4")
            }
            #expect(
                short.contains(
                    "ROOT/\(A2DPaths.masks)/_single/00006.h5: an annotation of frame 6, but _single has 5 "
                        + "frames; copy the annotation and the video of one release"))
        }
    }

    @Test func linksThatLeadBack() throws {
        let wayOut =
            "a symbolic link that leads back to itself; expected a file or folder, so remove the link "
            + "or point it to the data"
        let file = try sentences("a2d", .a2dSentences) { made in
            try made.remove("Release/clips320H/_single.mp4")
            try made.link("Release/clips320H/_single.mp4", to: "_single.mp4")
        }
        #expect(file == ["ROOT/Release/clips320H/_single.mp4: \(wayOut)"])
        let folder = try sentences("a2d", .a2dSentences) { made in
            try made.link("Release/again", to: "..")
            try made.link("text_annotations/lost", to: "nowhere")
        }
        #expect(
            folder == [
                "ROOT/Release/again: \(wayOut)",
                "ROOT/text_annotations/lost: cannot be read (it is a symbolic link to nothing); "
                    + "expected a readable file, so check its permissions",
            ])
    }

    @Test func missingAndDamagedFrames() throws {
        let video = "valid/JPEGImages/0062f687f1"
        let found = try sentences("ytvos", .refYouTubeVOS) { made in
            try made.remove("\(video)/00005.jpg")
            try made.write([1, 2, 3], to: "\(video)/00010.jpg")
        }
        #expect(
            found == [
                "ROOT/\(video)/00005.jpg: no such file or folder; expected one of the video's 3 "
                    + "frames, so get it from youtube-vos.org/dataset/rvos",
                "ROOT/\(video)/00010.jpg: looks like data of an unknown kind; expected PNG or JPEG "
                    + "data, so convert the file or remove it",
            ])
    }

    @Test func anEmptyFolder() throws {
        for benchmark in Benchmark.allCases {
            let summary = try DatasetCheck.run(benchmark, root: "/proc/self/fdinfo")
            #expect(!summary.isUsable, "\(benchmark)")
            #expect(summary.videos == 0)
            for problem in summary.problems {
                #expect(problem.description.contains("/proc/self/fdinfo"))
            }
        }
    }
}
