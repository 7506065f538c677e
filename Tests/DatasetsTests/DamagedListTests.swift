import Foundation
import ReferencePython
import Testing

@testable import Datasets

/// Lists that are not as published stop an evaluation with their place.
@Suite(.enabled(if: ReferencePython.isReady, "\(ReferencePython.hint)"))
struct DamagedListTests {
    /// The sentence that stops reading after some damage; `ROOT` stands for the dataset's folder.
    private func complaint(
        _ maker: String, _ benchmark: Benchmark, subset: String? = nil,
        _ damage: (Miniature<Anything>) throws -> Void
    ) throws -> String {
        var message = ""
        try Miniature.with(maker, Anything.self) { made in
            try damage(made)
            let error = #expect(throws: DatasetError.self) {
                try Dataset(benchmark, root: made.root, subset: subset)
            }
            message = error?.description.replacingOccurrences(of: made.root, with: "ROOT") ?? ""
        }
        return message
    }

    private func replace(
        _ part: String, with other: String, in file: String, _ made: Miniature<Anything>
    ) throws {
        let text = try made.text(file)
        let range = try #require(text.range(of: part), "\(part)")
        try made.write(text.replacingCharacters(in: range, with: other).utf8, to: file)
    }

    @Test(arguments: [
        ("\"exp\"", "\"text\"", "video 003234408d, expression 0: found no text, expected exp"),
        (
            "\"obj_id\": \"1\"", "\"obj_id\": \"one\"",
            "video 003234408d, expression 0, obj_id: found \"one\", expected a number"
        ),
        (
            "\"obj_id\": \"1\"", "\"obj_id\": 256",
            "video 003234408d, expression 0: found object 256, expected the number of an object"
        ),
        (
            "\"obj_id\": \"1\"", "\"other\": \"1\"",
            "video 003234408d, expression 0: found no obj_id, expected the number of an object"
        ),
        ("\"0043f083b5\"", "\"003234408d\"", ""),
        ("{", "[", "byte 0: found \"[\", expected an object"),
        ("\"00010\"", "3", "byte "),
    ])
    func listsOfSentences(_ part: String, _ other: String, _ expected: String) throws {
        let list = "meta_expressions/train/meta_expressions.json"
        if expected.isEmpty {
            // A video twice: the first entry counts.
            try Miniature.with("ytvos", Anything.self) { made in
                try replace(part, with: other, in: list, made)
                var found: [DatasetError] = []
                let dataset = try Dataset(
                    .refYouTubeVOS, root: made.root, subset: "train",
                    problems: Problems { found.append($0) })
                #expect(dataset.videos.count == 1)
                #expect(
                    found == [
                        .duplicateRow(
                            path: made.path(list), place: "video 003234408d",
                            first: "an earlier entry")
                    ])
            }
        } else {
            let message = try complaint("ytvos", .refYouTubeVOS, subset: "train") {
                try replace(part, with: other, in: list, $0)
            }
            #expect(message.hasPrefix("ROOT/\(list): \(expected)"), "\(message)")
        }
    }

    @Test(arguments: [
        ("\"4\":", "\"5\":", "video 0a1b, expression 0: found no annotation 4, expected the masks"),
        (
            "null, ", "",
            "annotation 4: found 2 masks, expected 3, one for every frame of video 0a1b"
        ),
        ("[28, 36]", "[28]", "annotation 4: found run-length encoded mask: size [28]"),
        ("[28, 36]", "[28, 37]", "annotation 4: found a mask of 36x28, expected 37x28"),
        ("[28, 36]", "[28, -36]", "byte "),
    ])
    func masksOfMeViS(_ part: String, _ other: String, _ expected: String) throws {
        let message = try complaint("mevis", .mevis) {
            try replace(part, with: other, in: "valid_u/mask_dict.json", $0)
        }
        #expect(message.hasPrefix("ROOT/valid_u/mask_dict.json: \(expected)"), "\(message)")
    }

    @Test(arguments: [
        ("1 \"the", "x \"the", "line 1: found \"clasic-car x \"the café 1, 0\"\", expected video"),
        ("1 \"the", "0 \"the", "line 1: found \"clasic-car 0 \"the café 1, 0\"\", expected video"),
        (" 1 \"the café 1, 0\"", "", "line 1: found \"clasic-car\", expected video"),
    ])
    func annotatorsOfDAVIS(_ part: String, _ other: String, _ expected: String) throws {
        let file = "davis_text_annotations/Davis17_annot1.txt"
        let message = try complaint("davis", .refDAVIS17) {
            try replace(part, with: other, in: file, $0)
        }
        #expect(message.hasPrefix("ROOT/\(file): \(expected)"), "\(message)")
    }

    @Test(arguments: [
        (", 7,", ",", "sample 0: found 4 texts and no frames, expected video, image, masks"),
        (", 7,", ", 1000000000,", "sample 0: found 4 texts and 1000000000 frames"),
        ("00002.png", "two.png", "sample 0: found ./jhmdb_sentences/Rename_Images/pullup/"),
    ])
    func samplesOfJHMDB(_ part: String, _ other: String, _ expected: String) throws {
        let list = "jhmdb_sentences_samples_metadata.json"
        let message = try complaint("jhmdb", .jhmdbSentences) {
            try replace(part, with: other, in: list, $0)
        }
        #expect(message.hasPrefix("ROOT/\(list): \(expected)"), "\(message)")
    }

    @Test func masksOfJHMDBThatEndEarly() throws {
        try Miniature.with("jhmdb", Anything.self) { made in
            let (long, short) = ("100_pullups_f_nm_np1_med_1", "April_09_brush_hair_u")
            let path = "puppet_mask/pullup/\(long)/puppet_mask.mat"
            try made.write(
                try made.read("puppet_mask/brush_hair/\(short)/puppet_mask.mat"), to: path)
            let truth = TruthReader()
            let dataset = try Dataset(.jhmdbSentences, root: made.root, truth: truth)
            let target = try #require(
                dataset.videos[0].sentences[0].targets.first { $0.frame == 6 })
            let place = try #require(target.truth)
            let error = #expect(throws: DatasetError.self) { try truth.mask(place) }
            #expect(
                error?.description
                    == "\(made.path(path)): an annotation of frame 7, but it has 5 frames; copy the "
                    + "annotation and the video of one release")
        }
    }

    @Test func clipsWithoutTheirFiles() throws {
        #expect(
            try complaint("clips", .clips) { try $0.remove("bear/meta.json") }
                == "ROOT/bear/meta.json: no such file or folder; expected the sentences of a clip, so "
                + "get it from whoever made the clips")
        #expect(
            try complaint("clips", .clips) { try $0.remove("road-cars/masks/cars") }
                == "ROOT/road-cars/masks/cars: no such file or folder; expected the masks of an "
                + "object, so get it from whoever made the clips")
    }
}
