import ArgumentParser
import Datasets

extension Refseg {
    /// Sample lists, COCO ground truth, frames.
    struct DataPrepare: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "prepare",
            abstract: "Write the list of samples, the truth in COCO's format and the frames.",
            usage: "refseg data prepare <dataset> --root <folder> -o <folder> [options]",
            discussion: """
                refseg itself needs none of these files; other programs do. Names and formats are
                those of MTTR's for A2D-Sentences.
                """)

        @OptionGroup var place: DatasetArguments

        @Option(
            name: [.short, .customLong("output")],
            help: ArgumentHelp("Folder to write to.", valueName: "folder"), completion: .directory)
        var output: String

        @Flag(help: "Extract the frames of video files too, as PNG.")
        var frames = false

        @Flag(help: "No progress on standard error.")
        var quiet = false

        func run() throws {
            let dataset = try Dataset(place.dataset, root: place.root, subset: place.subset)
            let preparation = Preparation(dataset)
            try preparation.makeFolder(output)
            let samples = "\(output)/\(preparation.sampleListName)"
            print("\(samples): " + counted(try preparation.writeSamples(to: samples), "sample"))
            let coco = "\(output)/\(preparation.cocoName)"
            let masks = try counting(dataset.targetCount, "mask") { tell in
                try preparation.writeCOCO(to: coco, progress: tell)
            }
            print("\(coco): " + counted(masks, "mask"))
            guard frames else { return }
            let count = try counting(dataset.videos.count, "video") { tell in
                try preparation.writeFrames(to: "\(output)/frames", progress: tell)
            }
            print("\(output)/frames: " + counted(count, "frame"))
        }

        private func counting(
            _ total: Int, _ noun: String, _ body: ((Int) -> Void) throws -> Int
        ) throws -> Int {
            var progress = Progress(total: total, quiet: quiet, noun: noun)
            defer { progress.finish() }
            return try body { progress.update($0) }
        }
    }
}
