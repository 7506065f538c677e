import Datasets
import Foundation

extension HostileReader {
    /// Lists of a data set that are read together.
    private struct Lists {
        let benchmark: Benchmark
        let subset: String
        /// Where they lie in the data set.
        let files: [String]
    }

    private static let all: [Character: Lists] = [
        "a": Lists(
            benchmark: .a2dSentences, subset: "test",
            files: [
                "Release/videoset.csv", "text_annotations/a2d_annotation.txt",
                "text_annotations/a2d_missed_videos.txt",
            ]),
        "b": Lists(
            benchmark: .a2dSentences, subset: "train",
            files: [
                "a2d_sentences_single_frame_train_annotations.json", "Release/videoset.csv",
            ]),
        "c": Lists(benchmark: .clips, subset: "all", files: ["clip/meta.json"]),
        "d": Lists(
            benchmark: .refDAVIS17, subset: "valid",
            files: ["DAVIS/ImageSets/2017/val.txt"]
                + ["annot1", "annot2", "annot1_full_video", "annot2_full_video"].map {
                    "davis_text_annotations/Davis17_\($0).txt"
                }),
        "j": Lists(
            benchmark: .jhmdbSentences, subset: "test",
            files: ["jhmdb_sentences_samples_metadata.json"]),
        "m": Lists(
            benchmark: .mevis, subset: "valid_u",
            files: ["valid_u/meta_expressions.json", "valid_u/mask_dict.json"]),
        "y": Lists(
            benchmark: .refYouTubeVOS, subset: "train",
            files: ["meta_expressions/train/meta_expressions.json"]),
        "z": Lists(
            benchmark: .refYouTubeVOS, subset: "valid",
            files: ["valid", "test"].map { "meta_expressions/\($0)/meta_expressions.json" }),
    ]

    /// A letter for the data set, and its lists with a zero between them: read as an evaluation and as a
    /// check read them.
    static func readLists(_ input: [UInt8]) throws {
        guard let letter = input.first, let lists = all[Character(Unicode.Scalar(letter))] else {
            throw Refusal()
        }
        let parts = input.dropFirst().split(separator: 0, omittingEmptySubsequences: false)
        let folder = "lists-\(Character(Unicode.Scalar(letter)))"
        for (index, file) in lists.files.enumerated() {
            _ = InputFolder.write(
                parts.indices.contains(index) ? parts[index] : [], to: "\(folder)/\(file)")
        }
        let root = (InputFolder.path as NSString).appendingPathComponent(folder)
        let summary = try DatasetCheck.run(lists.benchmark, root: root, subset: lists.subset)
        for problem in summary.problems {
            precondition("\(problem)".hasPrefix(root), "\(problem)")
        }
        try refusing(DatasetError.self, naming: root) {
            let dataset = try Dataset(
                lists.benchmark, root: root, subset: lists.subset, problems: Problems { _ in })
            precondition(dataset.sentenceCount == summary.sentences)
        }
    }
}
