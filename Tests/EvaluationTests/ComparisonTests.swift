import Datasets
import Foundation
import Media
import ReferFormer
import Segmenter
import Testing
import TinyCheckpoint

@testable import Evaluation

@Suite("Comparisons")
struct ComparisonTests {
    /// Models of toy size in a folder of their own, by name.
    private func models(
        _ configs: [(name: String, config: ReferFormerConfig)], in folder: String
    ) throws -> [ComparedModel] {
        try configs.map { name, config in
            var config = config
            config.vocabulary = TinyCheckpoint.vocabulary
            let place = "\(folder)/\(name)"
            try FileManager.default.createDirectory(
                atPath: place, withIntermediateDirectories: true)
            try TinyCheckpoint.write(config, to: place)
            try TinyCheckpoint.writeVocabulary(to: place)
            let segmenter = try Segmenter(
                model: URL(fileURLWithPath: place + "/model.safetensors"),
                following: .refYouTubeVOS, threads: 2)
            return ComparedModel(name, segmenter, following: .refYouTubeVOS)
        }
    }

    private func journals(
        _ made: MiniatureEvaluation, moved shifts: [Int]
    ) throws -> [(label: String, journal: EvaluationJournal)] {
        try shifts.enumerated().map { number, shift in
            let label = "model \(number)"
            let journal = try EvaluationJournal(
                folder: made.output("out\(number)").path,
                header: made.header(model: String(repeating: "\(number)", count: 64)))
            for video in made.dataset.videos.indices {
                try journal.append(made.record(video, moved: shift))
            }
            return (label, journal)
        }
    }

    @Test func framesAreDecodedOnceForAllModels() throws {
        let made = try MiniatureEvaluation()
        let models = try models(
            [("a", .tinyResNet), ("b", .tinyVideoSwin), ("c", .tinySwin)], in: made.folder)
        let run = try ComparisonRun(
            made.dataset, truth: TruthReader(), models: models, shard: nil,
            output: made.folder + "/compared", program: "refseg test")
        var decoded: [Int] = []
        try run.evaluate(decoded: { decoded.append($0) }, { _ in })
        #expect(decoded == [1, 2, 3])
        #expect(run.progress.finished == 3)
        // What each found is what it finds alone.
        for (model, (_, compared)) in zip(models, run.runs) {
            let alone = try EvaluationRun(
                made.dataset, truth: TruthReader(), segmenter: model.segmenter,
                following: model.clipProtocol, shard: nil,
                output: "\(made.folder)/alone-\(model.label)", program: "refseg test")
            try alone.evaluate { _ in }
            let files = try [alone.folder, compared.folder].map {
                try Data(contentsOf: URL(fileURLWithPath: $0.place(EvaluationJournal.name)))
            }
            #expect(files[0] == files[1])
        }
    }

    /// A model whose journal is whole is not run again, and one that is added later is run alone.
    @Test func whatIsFinishedIsNotRunAgain() throws {
        let made = try MiniatureEvaluation()
        let models = try models(
            [("a", .tinyResNet), ("b", .tinySwin), ("c", .tinyVideoSwin)], in: made.folder)
        func run(_ count: Int) throws -> ComparisonRun {
            try ComparisonRun(
                made.dataset, truth: TruthReader(), models: Array(models.prefix(count)),
                shard: nil, output: made.folder + "/compared", program: "refseg test")
        }
        try run(2).evaluate { _ in }
        let later = try run(3)
        #expect(later.progress.finished == 0)
        #expect(later.runs.map { $0.run.remaining.count } == [0, 0, 3])
        var shares: [Double] = []
        try later.evaluate { shares.append($0.share) }
        #expect(shares.count == 3 && shares.last == 1)
        #expect(try ComparisonFolder(made.folder + "/compared").labels() == ["a", "b", "c"])
        #expect(later.runs.allSatisfy { $0.run.remaining.isEmpty })
    }

    @Test func keptFramesAreThoseOfTheFiles() throws {
        let made = try MiniatureEvaluation()
        let video = made.dataset.videos[2]
        let frames = ClipFrames(video, keptIn: FrameSpool(in: try made.output()))
        func all(_ reader: any FrameReader) throws -> [Frame] {
            var frames: [Frame] = []
            while let frame = try reader.next() { frames.append(frame) }
            return frames
        }
        let direct = try all(ClipFrames(video).reader())
        // One reader after another, and one beside another.
        let (first, second) = (try frames.reader(), try frames.reader())
        _ = try first.next()
        let read = [try all(second), try all(frames.reader())]
        #expect(frames.decodedCount == 3)
        for kept in read {
            #expect(kept.map(\.index) == [0, 1, 2])
            #expect(kept.map(\.stem) == direct.map(\.stem))
            #expect(kept.map(\.image) == direct.map(\.image))
        }
        // What is kept has no name.
        #expect(try FileManager.default.contentsOfDirectory(atPath: made.output().path) == [])
    }

    /// Single frames are decoded where a model looks at them, once.
    @Test func lateImagesAreDecodedOnce() throws {
        let made = try MiniatureEvaluation()
        let video = made.dataset.videos[2]
        let frames = ClipFrames(video, keptIn: FrameSpool(in: try made.output()))
        let next = try frames.lateImages()
        let images = try (0..<3).map { _ in try #require(try next()) }
        #expect(try next() == nil)
        #expect(frames.decodedCount == 0)
        let last = try images[2]()
        let again = try frames.lateImages()
        _ = try again()
        _ = try again()
        #expect(try again()?() == last)
        #expect(frames.decodedCount == 1)
    }

    @Test func aModelIsAsFarFromItsCopyAsFromItself() throws {
        let made = try MiniatureEvaluation(videos: 4)
        let results = try ComparisonResults(journals(made, moved: [1, 1]))
        #expect(results.differences.count == 1)
        #expect(results.differences[0].scores.count == results.models[0].results.scores.count)
        for score in results.differences[0].scores {
            #expect(score.value == 0 && score.interval == [0, 0] && score.drawsAbove == 0)
        }
        let table = ResultTable(results)
        #expect(table.rows.contains { $0.name == "model 1 minus model 0" && $0.cells[0] == "0.0" })
    }

    @Test func differencesArePairedByVideo() throws {
        let made = try MiniatureEvaluation(videos: 4)
        let results = try ComparisonResults(journals(made, moved: [1, 0, 3]))
        let first = results.models[0].results
        for (difference, model) in zip(results.differences, results.models.dropFirst()) {
            #expect(difference.model == model.label && difference.baseline == "model 0")
            for (score, (own, other)) in zip(
                difference.scores, zip(model.results.scores, first.scores))
            {
                #expect(score.name == own.name && own.name == other.name)
                #expect(abs(score.value - (own.value - other.value)) < 2e-6)
                #expect(score.interval[0] <= score.value + 1e-9)
                #expect(score.value <= score.interval[1] + 1e-9)
            }
        }
        // Every mask of every video is right, a third right, and wrong: each draw says the same.
        let region = results.differences.compactMap { $0.scores.first { $0.name == "J" } }
        #expect(region.map(\.value) == [0.666667, -0.333333])
        #expect(region.map(\.interval) == [[0.666667, 0.666667], [-0.333333, -0.333333]])
        #expect(region.map(\.drawsAbove) == [1, 0])
        let json = String(decoding: try results.json(), as: UTF8.self)
        #expect(json.contains("\"format\" : \"refseg.comparison\""))
        let read = try JSONDecoder().decode(ComparisonResults.self, from: Data(json.utf8))
        #expect(read == results)
    }

    @Test func theReportShowsMasksSideBySide() throws {
        let made = try MiniatureEvaluation(videos: 4)
        let journals = try journals(made, moved: [1, 0, 3])
        let results = try ComparisonResults(journals)
        for dataset in [made.dataset, nil] {
            let html = try ComparisonPage(results, journals, dataset: dataset).html
            #expect(!html.contains("://") && !html.contains("<script"))
            #expect(html.contains("Where another model gains most on model 0"))
            #expect(html.contains("Where another model loses most to model 0"))
            // Four sentences, each better by one model and worse by the other, with three pictures.
            #expect(html.matches(of: #/<img /#).count == 2 * 4 * 3)
            #expect(html.contains("<a href=\"models/model%201/report.html\">model 1</a>"))
            #expect(html.contains("model 2: <b>IoU 0.000</b>"))
        }
    }

    @Test func whatWasAskedOtherwiseIsNotCompared() throws {
        let (made, other) = (try MiniatureEvaluation(videos: 2), try MiniatureEvaluation())
        let mixed = try journals(made, moved: [1]) + journals(other, moved: [1])
        let error = #expect(throws: EvaluationError.self) { try ComparisonResults(mixed) }
        guard case .comparedDiffer(_, _, let difference) = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
        #expect(difference.hasPrefix("dataset "))
    }

    @Test func modelsAreCalledByWhatTellsThemApart() {
        for (paths, labels) in [
            (["a.pth", "b/c.safetensors"], ["a", "c"]),
            (["/x/window-12.pth.tar", "/y/soc.pt"], ["window-12", "soc"]),
            (["/m/r50/w.pth", "/m/swin/w.pth"], ["r50-w", "swin-w"]),
            (["/m/w.pth", "/m/w.safetensors"], ["w.pth", "w.safetensors"]),
            (["/m/r50/w.pth", "/m/swin/w.pth", "/m/b.pth"], ["r50-w", "swin-w", "b"]),
            (["/a/b.pth", "/c/b.pth", "/a-b.pth"], ["a-b", "c-b", "a-b-2"]),
        ] {
            #expect(ModelLabels.labels(of: paths) == labels)
        }
    }

    @Test func foldersOfAnotherKindAreRefused() throws {
        let made = try MiniatureEvaluation()
        _ = try journals(made, moved: [1])
        let one = made.folder + "/out0"
        #expect(throws: EvaluationError.otherKind(path: one, isComparison: false)) {
            try ComparisonFolder(one)
        }
        let several = made.folder + "/several"
        try ComparisonFolder(several).write(["a", "b"])
        #expect(throws: EvaluationError.otherKind(path: several, isComparison: true)) {
            try EvaluationFolder(several)
        }
        #expect(try ComparisonFolder(several).labels() == ["a", "b"])
        for text in ["", "{}", #"["../a","b"]"#, #"["a","a"]"#, #"["a"]"#, #"["a",""]"#] {
            let plan =
                text.hasPrefix("[")
                ? #"{"format":"refseg.comparison-plan","version":1,"models":\#(text)}"# : text
            try Data(plan.utf8).write(to: URL(fileURLWithPath: several + "/comparison"))
            #expect(throws: EvaluationError.foreignComparison(path: several + "/comparison")) {
                try ComparisonFolder(several).labels()
            }
        }
    }
}
