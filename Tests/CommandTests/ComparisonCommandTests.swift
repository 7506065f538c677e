import Foundation
import MTTR
import ModelFiles
import ReferFormer
import Testing
import TinyCheckpoint

/// A small benchmark, and models of several families beside it.
private struct SeveralModels {
    let benchmark: SmallBenchmark

    var place: TemporaryFolder { benchmark.place }

    /// ReferFormer, and an MTTR in a file of the same name.
    static let two = ["--model", "rf/model.safetensors", "--model", "mttr/model.safetensors"]

    init() throws {
        benchmark = try SmallBenchmark()
        var referFormer = ReferFormerConfig.tinyResNet
        var mttr = MTTRConfig.tiny
        referFormer.vocabulary = TinyCheckpoint.vocabulary
        mttr.text.vocabulary = TinyCheckpoint.vocabulary
        let online = OnlineReferConfig(network: referFormer)
        let models: [(String, any FamilyConfig)] = [
            ("rf", referFormer), ("mttr", mttr), ("online", online),
        ]
        for (folder, config) in models {
            try place.makeFolder(folder)
            try TinyCheckpoint.write(model: config, to: "\(place.path)/\(folder)")
            try TinyCheckpoint.writeVocabulary(to: "\(place.path)/\(folder)")
        }
    }

    func run(_ output: String, _ more: [String] = two) throws -> Program.Outcome {
        try Program.run(SmallBenchmark.arguments(output) + more, in: place)
    }

    /// Files that must not depend on how a run came about.
    func results(_ output: String) throws -> [Data] {
        try ["", "models/rf-model/", "models/mttr-model/"].flatMap { folder in
            try ["results.json", "report.html"].map { try place.bytes("\(output)/\(folder)\($0)") }
        }
    }
}

@Suite("Comparison of models")
struct ComparisonCommandTests {
    struct Comparison: Decodable {
        struct Score: Decodable {
            let name: String
            let value: Double
        }
        struct Results: Decodable { let scores: [Score] }
        struct Model: Decodable {
            let label: String
            let results: Results
        }
        struct Difference: Decodable {
            let model: String
            let baseline: String
            let scores: [Score]
        }
        let format: String
        let version: Int
        let models: [Model]
        let differences: [Difference]
    }

    @Test("one table, results.json and a report; each model's folder is that of its own run")
    func whole() throws {
        let models = try SeveralModels()
        let place = models.place
        let outcome = try models.run("out", SeveralModels.two + ["--export", "coco"])
        #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n").map(String.init)
        #expect(
            lines[0] == "clip folders (all): 6 videos, 12 sentences, 24 masks; protocol windows")
        let rows = [
            "rf-model", "  95 % of videos like these", "mttr-model",
            "  95 % of videos like these", "mttr-model minus rf-model",
            "  95 % of videos like these", "  above 0 in draws of videos",
        ]
        #expect(lines.count == 2 + rows.count + 4, "\(outcome.output)")
        for (line, row) in zip(lines.dropFirst(2), rows) {
            #expect(line.hasPrefix(row + " "), "\(line)")
        }
        #expect(
            lines.suffix(4) == [
                "out/results.json", "out/report.html", "out/models/rf-model/predictions.json",
                "out/models/mttr-model/predictions.json",
            ])
        #expect(place.entries("out") == ["comparison", "models", "report.html", "results.json"])
        for name in ["rf", "mttr"] {
            let alone = try models.run(
                "alone-\(name)", ["--model", "\(name)/model.safetensors", "--export", "coco"])
            #expect(alone.status == 0, "\(alone.errors)")
            for file in ["journal", "results.json", "report.html", "predictions.json"] {
                let same =
                    try place.bytes("alone-\(name)/\(file)")
                    == place.bytes("out/models/\(name)-model/\(file)")
                #expect(same, "\(name) \(file)")
            }
        }
        let again = try models.run("out", SeveralModels.two + ["--json"])
        #expect(try Data(again.output.utf8) == place.bytes("out/results.json"))
        let read = try JSONDecoder().decode(Comparison.self, from: Data(again.output.utf8))
        #expect(read.format == "refseg.comparison" && read.version == 1)
        #expect(read.models.map(\.label) == ["rf-model", "mttr-model"])
        #expect(read.differences.map(\.model) == ["mttr-model"])
        #expect(read.differences.map(\.baseline) == ["rf-model"])
        let report = try place.text("out/report.html")
        #expect(report.contains("<a href=\"models/rf-model/report.html\">rf-model</a>"))
    }

    @Test("a model and its copy differ by nothing")
    func copy() throws {
        let models = try SeveralModels()
        for name in ["model.safetensors", "vocab.json", "merges.txt"] {
            try models.place.write(models.place.bytes("rf/\(name)"), to: "copy/\(name)")
        }
        let outcome = try models.run(
            "out", ["--model", "rf/model.safetensors", "--model", "copy/model.safetensors"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n").map(String.init)
        let row = try #require(lines.firstIndex { $0.hasPrefix("copy-model minus rf-model") })
        #expect(lines[row].contains(#/ 0\.0 +0\.0 +0\.0$/#), "\(lines[row])")
        #expect(lines[row + 1].matches(of: /0\.0 to 0\.0/).count == 3, "\(lines[row + 1])")
        #expect(lines[row + 2].matches(of: #/ 0\.0 %/#).count == 3, "\(lines[row + 2])")
    }

    @Test("killed and started again, or in parts that are merged: the same bytes")
    func continued() throws {
        let models = try SeveralModels()
        let start = Date()
        #expect(try models.run("whole").status == 0)
        let seconds = Date().timeIntervalSince(start)
        let expected = try models.results("whole")
        for share in [0.3, 0.5, 0.7] {
            let run = try Program.start(
                SmallBenchmark.arguments("killed") + SeveralModels.two, in: models.place)
            usleep(UInt32(seconds * share * 1e6))
            kill(run.process.processIdentifier, SIGKILL)
            _ = try run.finish()
        }
        #expect(try models.run("killed").status == 0)
        #expect(try models.results("killed") == expected)
        for part in 1...2 {
            let run = try models.run("parts", SeveralModels.two + ["--shard", "\(part)/2"])
            #expect(run.output == "part \(part)/2 is done: 3 of 6 videos in parts\n")
            #expect(run.status == 0, "\(run.errors)")
        }
        let merged = try Program.run(["evaluate", "merge", "parts"], in: models.place)
        #expect(merged.status == 0, "\(merged.errors)")
        #expect(try models.results("parts") == expected)
        let part = try Program.run(
            ["evaluate", "merge", "parts", "parts/models/rf-model/shard-1-of-2"], in: models.place)
        #expect(part.status == 2)
        #expect(part.errors.contains("parts is a comparison of several models; expected no part"))
    }

    @Test("each follows what its authors did, and the table says so")
    func protocols() throws {
        let models = try SeveralModels()
        let small = Repository.resources.appendingPathComponent("refseg-small.safetensors").path
        let outcome = try models.run(
            "out",
            ["--model", small, "--model", "online/model.safetensors", "--tokenizer", "online"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("\nmodel minus refseg-small "), "\(outcome.output)")
        #expect(outcome.output.contains("; protocol windows\n"))
    }

    private typealias Wrong = (options: [String], status: Int32, message: String)

    private static let wrong: [Wrong] = {
        let (first, online) = ("rf/model.safetensors", "online/model.safetensors")
        let two = SeveralModels.two
        var wrong: [Wrong] = []
        wrong.append(
            (
                ["--model", first, "--model", first], 2,
                "--model rf/model.safetensors: named twice; expected each model once\n"
            ))
        wrong.append(
            (
                ["--model", first, "--model", "rf/../rf/model.safetensors"], 2,
                "--model rf/../rf/model.safetensors: the same file as rf/model.safetensors; expected "
                    + "each model once\n"
            ))
        wrong.append(
            (
                ["--model", first, "--model", "none.pth"], 1,
                "none.pth: cannot be opened: No such file or directory"
            ))
        wrong.append(
            (
                ["--model", first, "--model", online, "--protocol", "a2d"], 2,
                "--protocol a2d: online/model.safetensors cannot follow it; expected a protocol that "
                    + "every model follows, or none, and each follows its authors' for the benchmark\n"
            ))
        wrong.append(
            (
                two + ["--shard", "1/2", "--json"], 2,
                "--json: a part of the videos has no results of its own"
            ))
        wrong.append(
            (
                two + ["-o", "one"], 1,
                "one: the evaluation of one model is in it; expected a folder for a comparison, so "
                    + "name another with -o\n"
            ))
        wrong.append(
            (
                ["-o", "several"], 1,
                "several: a comparison of several models is in it; expected a folder for one, so name "
                    + "another with -o\n"
            ))
        wrong.append((two + ["-o", "data"], 1, "data: the folder holds 6 entries"))
        return wrong
    }()

    @Test("wrong use and folders of other evaluations", arguments: wrong.indices)
    func refused(_ index: Int) throws {
        let (options, status, message) = Self.wrong[index]
        let models = try SeveralModels()
        try models.place.write(Data("{}".utf8), to: "one/journal")
        try models.place.write(Data("{}".utf8), to: "several/comparison")
        let before = models.place.entries()
        let outcome = try Program.run(
            ["evaluate", "clips", "--root", "data", "--quiet"] + options, in: models.place)
        #expect(outcome.status == status)
        #expect(outcome.errors.hasPrefix("Error: \(message)"), "\(outcome.errors)")
        #expect(outcome.output == "")
        #expect(models.place.entries() == before)
    }
}
