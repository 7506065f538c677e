import Foundation
import Media
import Randomness
import Testing

/// A small benchmark of plain clips, and runs of it.
struct SmallBenchmark {
    let place: TemporaryFolder
    static let clips = 6

    init() throws {
        place = try TemporaryFolder()
        for clip in 0..<Self.clips {
            let frames = 1 + clip % 3
            try place.makeClip("data/clip\(clip)/frames", frames: frames, width: 64, height: 48)
            try place.makeFolder("data/clip\(clip)/masks/square")
            for frame in 0..<frames {
                try mask(shift: frame * 2).writePNG(
                    to: "\(place.path)/data/clip\(clip)/masks/square/0000\(frame).png")
            }
            try place.write(
                Data(#"{"objects": {"square": {"expressions": ["the red square", "red"]}}}"#.utf8),
                to: "data/clip\(clip)/meta.json")
        }
    }

    /// Where `makeImage` draws its square.
    private func mask(shift: Int) -> Mask {
        let (width, height) = (64, 48)
        let bytes = (0..<width * height).map { i -> UInt8 in
            let (x, y) = (i % width, i / width)
            let inside =
                (height / 4..<height * 3 / 4).contains(y)
                && (shift + width / 4..<shift + width / 2).contains(x)
            return inside ? 1 : 0
        }
        return Mask(width: width, height: height, bytes: bytes)
    }

    static func arguments(_ output: String, _ more: String...) -> [String] {
        ["evaluate", "clips", "--root", "data", "-o", output, "--quiet"] + more
    }

    /// A run that must end well.
    @discardableResult
    func run(_ output: String, _ more: String...) throws -> Program.Outcome {
        let outcome = try Program.run(Self.arguments(output) + more, in: place)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors == "")
        return outcome
    }

    /// What must not depend on how a run came about.
    func results(_ output: String) throws -> [Data] {
        try ["results.json", "report.html"].map { try place.bytes("\(output)/\($0)") }
    }
}

@Suite("Evaluation")
struct EvaluateTests {
    @Test("a table, results.json and a report")
    func whole() throws {
        let benchmark = try SmallBenchmark()
        let outcome = try benchmark.run("out", "--export", "png")
        let lines = outcome.output.split(separator: "\n").map(String.init)
        #expect(
            lines[0] == "clip folders (all): 6 videos, 12 sentences, 24 masks; protocol windows")
        #expect(lines[1].wholeMatch(of: /\s+J&F\s+J\s+F/) != nil, "\(lines[1])")
        #expect(lines[2].wholeMatch(of: /refseg-small +\d+\.\d +\d+\.\d +\d+\.\d/) != nil)
        #expect(lines.suffix(3) == ["out/results.json", "out/report.html", "out/predictions"])
        #expect(
            benchmark.place.entries("out")
                == ["journal", "predictions", "report.html", "results.json", "run.json"])
        let json = try benchmark.run("out", "--json").output
        #expect(try Data(json.utf8) == benchmark.place.bytes("out/results.json"))
        #expect(!json.contains("seconds"))
    }

    @Test("damage that changes figures is refused, or told in the results where it is allowed")
    func damaged() throws {
        let benchmark = try SmallBenchmark()
        let mask = "data/clip1/masks/square/00000.png"
        let path = "\(benchmark.place.path)/\(mask)"
        let labels = try LabelMap(path: path)
        try LabelMap(
            width: labels.width, height: labels.height,
            labels: labels.labels.enumerated().map { $0 == 0 ? 127 : $1 }
        ).writePNG(to: path)
        let refused = try Program.run(SmallBenchmark.arguments("out"), in: benchmark.place)
        #expect(refused.status == 1)
        #expect(
            refused.errors.hasPrefix("Error: data/clip1/masks/square/00000.png: 2 levels of gray"))
        #expect(refused.errors.contains("with --allow-damaged, which the results then tell"))
        let allowed = try benchmark.run("out", "--allow-damaged")
        #expect(
            allowed.output.contains("not the published data set's figures: 1 finding of damage"))
        let sentence = "\(mask): 2 levels of gray"
        #expect(try benchmark.place.text("out/results.json").contains("\"\(sentence)"))
        #expect(try benchmark.place.text("out/report.html").contains("<li>\(sentence)"))
        // A list that can be read on is the same.
        try benchmark.place.write(Data(#"{"objects": {}}"#.utf8), to: "data/clip2/meta.json")
        let list = try Program.run(SmallBenchmark.arguments("lists"), in: benchmark.place)
        #expect(list.status == 1)
        try benchmark.run("lists", "--allow-damaged")
        #expect(try benchmark.place.text("lists/results.json").contains("clip2/meta.json: objects"))
    }

    @Test("killed at any moment and started again, it ends with the same bytes")
    func killed() throws {
        let benchmark = try SmallBenchmark()
        let start = Date()
        try benchmark.run("whole")
        let seconds = Date().timeIntervalSince(start)
        let expected = try benchmark.results("whole")
        var generator = SplitMix64(seed: 9)
        var interrupted = 0
        for round in 0..<10 {
            for _ in 0..<2 {
                let run = try Program.start(
                    SmallBenchmark.arguments("killed\(round)"), in: benchmark.place)
                usleep(UInt32(Double.random(in: 0...seconds, using: &generator) * 1e6))
                kill(run.process.processIdentifier, SIGKILL)
                interrupted += try run.finish().status == -SIGKILL ? 1 : 0
            }
            try benchmark.run("killed\(round)")
            #expect(try benchmark.results("killed\(round)") == expected)
            #expect(
                benchmark.place.entries("killed\(round)")?.contains { $0.hasPrefix(".") } == false)
        }
        #expect(interrupted > 0, "none of 20 runs was still going on")
    }

    @Test(
        "a disk that fills up: one sentence, and the run continues when there is room",
        .enabled(if: Wrapper.canMount, "this machine does not let the tests mount a disk"))
    func fullDisk() throws {
        let benchmark = try SmallBenchmark()
        let place = benchmark.place
        try benchmark.run("whole")
        try place.makeFolder("disk")
        _ = try Program.run(
            SmallBenchmark.arguments("disk/out"), in: place,
            wrapper: Wrapper.growingDisk(kilobytes: [4, 8, 12, 16, 32, 4_096]))
        let statuses = try place.text("statuses.txt").split(separator: "\n").map(String.init)
        #expect(statuses.last == "0" && statuses.count >= 3, "\(statuses)")
        #expect(statuses.dropLast().allSatisfy { $0 == "1" })
        let errors = try place.text("errors.txt").split(separator: "\n")
        #expect(errors.count == statuses.count - 1)
        for error in errors {
            let expected =
                /Error: disk\/out.*: cannot be written \(No space left on device\); make room or name another folder with -o, and run the same command again to continue where it stopped/
            #expect(error.wholeMatch(of: expected) != nil, "\(error)")
        }
        #expect(try place.bytes("saved.json") == place.bytes("whole/results.json"))
    }

    @Test("parts of several machines, merged, are the whole")
    func merged() throws {
        let benchmark = try SmallBenchmark()
        try benchmark.run("whole")
        for part in 1...4 { try benchmark.run("parts", "--shard", "\(part)/4") }
        let early = try Program.run(["evaluate", "merge", "parts"], in: benchmark.place)
        #expect(early.status == 0, "\(early.errors)")
        #expect(try benchmark.results("parts") == benchmark.results("whole"))
        let again = try Program.run(
            ["evaluate", "merge", "elsewhere"] + (1...4).map { "parts/shard-\($0)-of-4" },
            in: benchmark.place)
        #expect(again.status == 0, "\(again.errors)")
        #expect(try benchmark.results("elsewhere") == benchmark.results("whole"))
    }

    @Test("a task of a job array does its part")
    func jobArray() throws {
        let benchmark = try SmallBenchmark()
        let environment = ["ID": "3", "COUNT": "2", "MIN": "2", "STEP": "1"]
        let outcome = try Program.run(
            SmallBenchmark.arguments("out"), in: benchmark.place,
            environment: Dictionary(
                uniqueKeysWithValues: environment.map { ("SLURM_ARRAY_TASK_\($0)", $1) }))
        #expect(
            outcome.output == "part 2/2 is done: 3 of 6 videos in out/shard-2-of-2\n",
            "\(outcome.errors)")
        let early = try Program.run(["evaluate", "merge", "out"], in: benchmark.place)
        #expect(early.status == 1)
        #expect(
            early.errors.hasPrefix("Error: out: 3 videos are not evaluated yet, the first is clip"))
    }

    @Test("a refusal ends well while the weights' fingerprint is still being computed")
    func earlyEnd() throws {
        let benchmark = try SmallBenchmark()
        // What a thread of a program that exits runs into depends on chance: several at once, often.
        for _ in 0..<20 {
            let runs = try (0..<4).map { _ in
                try Program.start(SmallBenchmark.arguments("data"), in: benchmark.place)
            }
            for run in runs { #expect(try run.finish().status == 1) }
        }
    }

    @Test(
        "wrong use and what cannot be evaluated",
        arguments: [
            (
                ["nonsense", "--root", "data"], 2,
                "The value 'nonsense' is invalid for '<dataset>'"
            ),
            (["clips"], 2, "Missing expected argument '--root <folder>'"),
            (
                ["clips", "--root", "data", "--shard", "5/4"], 2,
                "The value '5/4' is invalid for '--shard <K/N>': expected part K of N, K from 1 to N"
            ),
            (
                ["clips", "--root", "data", "--shard", "1/2", "--export", "coco"], 2,
                "--export: a part of the videos has no results of its own; expected it with refseg "
            ),
            (
                ["clips", "--root", "data", "--shard", "1/2", "--json"], 2,
                "--json: a part of the videos has no results of its own; expected it with refseg "
            ),
            (
                ["clips", "--root", "data", "--subset", "some"], 2,
                "--subset some: no such part of clip folders; expected all"
            ),
            (["clips", "--root", "data", "--speak", ""], 2, "--speak: the voice has no name"),
            (
                ["avos", "--root", "data", "--speak"], 2,
                "--speak: the sentences of AVOS are record"
            ),
            (
                ["clips", "--root", "nowhere"], 1,
                "nowhere: no such folder; expected the folder of "
            ),
            (
                ["clips", "--root", "data/clip0/meta.json"], 1,
                "data/clip0/meta.json: no such folder; expected the folder of clip folders"
            ),
            (
                ["clips", "--root", "data", "-o", "data/clip0/meta.json"], 1,
                "data/clip0/meta.json: is a file; expected a folder for the results"
            ),
            (["merge", "nowhere"], 1, "nowhere: no folder named shard-K-of-N is in it"),
            (["clips", "--root", "data", "-o", "data"], 1, "data: the folder holds 6 entries"),
        ])
    func refused(_ arguments: [String], _ status: Int32, _ message: String) throws {
        let benchmark = try SmallBenchmark()
        let outcome = try Program.run(["evaluate"] + arguments, in: benchmark.place)
        #expect(outcome.status == status)
        #expect(outcome.errors.hasPrefix("Error: \(message)"), "\(outcome.errors)")
        #expect(outcome.output == "")
        #expect(benchmark.place.entries() == ["data"])
    }
}

extension Wrapper {
    /// In a private mount namespace, mounts a tmpfs on `disk` and runs the program again and again,
    /// each time with more room, until it succeeds; statuses, errors and what was written are left in
    /// `statuses.txt`, `errors.txt` and `saved.json`.
    static func growingDisk(kilobytes: [Int]) -> [String] {
        namespace + [
            "sh", "-c",
            """
            mount -t tmpfs -o size=4k none disk || exit 99
            for size in \(kilobytes.map { "\($0)k" }.joined(separator: " ")); do
                mount -o remount,size=$size disk
                "$@" 2>>errors.txt; status=$?
                echo $status >>statuses.txt
                [ $status = 0 ] && break
            done
            cp disk/out/results.json saved.json
            """, "sh",
        ]
    }
}
