import ArgumentParser
import Datasets
import Parsing

extension Refseg {
    /// What is missing, truncated or inconsistent in a dataset.
    struct DataCheck: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Name what is missing, truncated or inconsistent in a dataset.",
            usage: "refseg data check <dataset> --root <folder> [options]",
            discussion: """
                EXIT STATUS
                  0  published figures can be had
                  1  something that changes figures is wrong; each finding is one sentence
                """)

        @OptionGroup var place: DatasetArguments

        @Flag(help: "Decode every frame of every video, instead of believing what the files say.")
        var decode = false

        @Flag(help: "No progress on standard error.")
        var quiet = false

        func run() throws {
            var progress = Progress(total: nil, quiet: quiet, noun: "video")
            let summary = try DatasetCheck.run(
                place.dataset, root: place.root, subset: place.subset, decodesVideos: decode
            ) { done, _ in progress.update(done) }
            progress.finish()
            for problem in summary.problems { print(problem) }
            print(
                "\(summary.benchmark.title) \(summary.subset): \(counted(summary.videos, "video")), "
                    + "\(counted(summary.sentences, "sentence")), \(summary.truths.grouped) of "
                    + counted(summary.targets, "mask")
                    + (summary.recordings > 0
                        ? ", " + counted(summary.recordings, "recording") : ""))
            switch (summary.problems.count, summary.isUsable) {
            case (0, _): print("complete")
            case (let count, true):
                print("usable, no figure changes: " + counted(count, "finding"))
            case (let count, false): print("not usable: " + counted(count, "finding"))
            }
            if !summary.isUsable { throw ExitStatus.failed }
        }
    }
}
