import Foundation
import Masks
import ReferencePython
import Testing

@testable import Datasets

@Suite(
    .enabled(if: ReferencePython.isReady, "\(ReferencePython.hint)"),
    .enabled(if: VideoMaker.isReady, VideoMaker.hint))
struct A2DSentencesTests {
    struct Sample: Decodable, Hashable {
        let video: String
        let frame: Int
        let instance: Int
        let query: String
        let width: Int
        let height: Int
        let counts: String
    }

    typealias Samples = [String: [Sample]]

    /// The samples of a dataset with their masks.
    private func samples(_ dataset: Dataset, _ reader: TruthReader) throws -> [Sample] {
        var samples: [Sample] = []
        for video in dataset.videos {
            for sentence in video.sentences {
                for target in sentence.targets {
                    let mask = try reader.mask(try #require(target.truth))
                    let instance = try #require(Int(sentence.object ?? ""))
                    #expect(
                        target.imageID == "v_\(video.id)_f_\(target.frame + 1)_i_\(instance)")
                    samples.append(
                        Sample(
                            video: video.id, frame: target.frame + 1, instance: instance,
                            query: sentence.text, width: mask.width, height: mask.height,
                            counts: RunLengths(mask).compressed))
                }
            }
            #expect(Set(video.sentences.map(\.id)).count == video.sentences.count)
        }
        return samples
    }

    @Test(arguments: ["test", "train"])
    func samplesAreThoseOfTheFiles(_ subset: String) throws {
        try Miniature.with("a2d", Samples.self) { made in
            let truth = TruthReader()
            let dataset = try Dataset(
                .a2dSentences, root: made.root, subset: subset, truth: truth)
            let expected = try #require(made.contents[subset])
            let found = try samples(dataset, truth)
            #expect(found.count == expected.count)
            #expect(Set(found) == Set(expected))
            #expect(dataset.targetCount == expected.count)
            for video in dataset.videos {
                #expect(video.frames == .file(made.path("Release/clips320H/\(video.id).mp4")))
            }
        }
    }

    @Test func theListOfMTTRGivesTheSameSamples() throws {
        try Miniature.with("a2d", Samples.self) { made in
            try FileManager.default.moveItem(
                atPath: made.path("../a2d_samples.json"),
                toPath: made.path("a2d_sentences_single_frame_test_annotations.json"))
            let truth = TruthReader()
            let dataset = try Dataset(.a2dSentences, root: made.root, truth: truth)
            #expect(Set(try samples(dataset, truth)) == Set(made.contents["test"] ?? []))
        }
    }

    /// What breaks, and how its sentence begins and goes on after the root.
    @Test(arguments: [
        ("Release/videoset.csv", nil, "no such file or folder; expected the list of videos"),
        (
            "Release/videoset.csv", "a,12,0,0,32,40,9,3\n",
            "line 1: found \"a,12,0,0,32,40,9,3\", expected video, label"
        ),
        (
            "Release/videoset.csv", "../../etc,12,0,0,32,40,9,3,1\n",
            "line 1: the name \"../../etc\" would lead out of the dataset's folder"
        ),
        ("text_annotations/a2d_annotation.txt", nil, "no such file or folder; expected the sent"),
        (
            "text_annotations/a2d_annotation.txt", "video_id,instance_id,query\n_single,x,dog\n",
            "line 2: found \"x,dog\", expected the number of an instance and a sentence"
        ),
        (
            "text_annotations/a2d_annotation.txt", "video_id,instance_id,query\n_single,0\n",
            "line 2: found \"_single,0\", expected video_id,instance_id,query"
        ),
        (
            "text_annotations/a2d_annotation.txt", "video_id,instance_id,query\n_single,0,\"dog\n",
            "line 2: found a quotation mark that never ends, expected comma-separated values"
        ),
        ("text_annotations/a2d_missed_videos.txt", nil, "no such file or folder; expected the li"),
        ("Release/clips320H/_single.mp4", nil, "no such file or folder; expected the video of 2"),
        (
            "text_annotations/a2d_annotation_with_instances/_single/00003.h5", "x",
            "1 bytes that are no HDF5 file, or only the start of one"
        ),
        (
            "text_annotations/a2d_annotation_with_instances/_single/x.h5", "x",
            "its name: found x.h5, expected the number of a frame, such as 00012.h5"
        ),
    ])
    func damageStopsAnEvaluationWithItsPlace(
        _ file: String, _ contents: String?, _ expected: String
    ) throws {
        try Miniature.with("a2d", Samples.self) { made in
            if let contents {
                try made.write(contents.utf8, to: file)
            } else {
                try made.remove(file)
            }
            let error = #expect(throws: DatasetError.self) {
                try Dataset(.a2dSentences, root: made.root)
            }
            let message = error?.description ?? ""
            #expect(message.hasPrefix("\(made.path(file)): \(expected)"), "\(message)")
        }
    }

    @Test func masksThatAreNotAsPublishedAreRefused() throws {
        try Miniature.with("hostile", [String: String].self) { files in
            let truth = TruthReader()
            func complaint(_ file: String, instance: Int) -> String? {
                let error = #expect(throws: DatasetError.self) {
                    try truth.mask(.hdf5(path: files.path(file), instance: instance))
                }
                return error?.description
            }
            let sound = try truth.mask(.hdf5(path: files.path("sound.h5"), instance: 1))
            #expect(sound.width == 3)
            #expect(
                complaint("sound.h5", instance: 2)
                    == "\(files.path("sound.h5")): instance: found 0 1, expected 2 among them; copy "
                    + "or download the file again")
            #expect(
                complaint("newest.h5", instance: 0)
                    == "\(files.path("newest.h5")): it has no instance; expected the annotation "
                    + "file as published, so copy or download it again")
        }
    }

    @Test func subsetsThatDoNotExistAreNamed() {
        let error = #expect(throws: DatasetError.self) {
            try Dataset(.a2dSentences, root: "/nowhere", subset: "valid")
        }
        #expect(
            error?.description
                == "subset valid: A2D-Sentences has none of this name; expected test, train")
    }
}
