import Foundation
import Testing

/// Wrong use: arguments, the message, always exit status 2.
struct WrongUse: CustomTestStringConvertible {
    let testDescription: String
    let arguments: [String]
    let message: String

    static let all = [
        WrongUse(
            testDescription: "no argument", arguments: [],
            message: "Missing expected argument '<query>'"),
        WrongUse(
            testDescription: "no input", arguments: ["a red square"],
            message: "'a red square' is the only argument; expected a query and an input, for "
                + "example refseg \"the blue car\" frames/"),
        WrongUse(
            testDescription: "a query beside -q", arguments: ["a", "frames", "-q", "b"],
            message: "'a' stands beside -q; give every query with -q, or one query without it"),
        WrongUse(
            testDescription: "unknown option", arguments: ["a", "frames", "--frobnicate"],
            message: "Unknown option '--frobnicate'"),
        WrongUse(
            testDescription: "threads 0", arguments: ["a", "frames", "--threads", "0"],
            message: "--threads 0: expected a whole number from 1 to 256"),
        WrongUse(
            testDescription: "threads in words", arguments: ["a", "frames", "--threads", "two"],
            message: "The value 'two' is invalid for '--threads <n>'"),
        WrongUse(
            testDescription: "unknown precision", arguments: ["a", "frames", "--precision", "fp8"],
            message: "The value 'fp8' is invalid for '--precision <name>'. Please provide one of "
                + "'fp32', 'bf16' or 'int8'."),
        WrongUse(
            testDescription: "a limit of memory that is none",
            arguments: ["a", "frames", "--max-memory", "lots"],
            message: "The value 'lots' is invalid for '--max-memory <size>'"),
        WrongUse(
            testDescription: "threshold above 1", arguments: ["a", "frames", "--threshold", "1.5"],
            message: "--threshold 1.5: expected a number between 0 and 1, for example 0.5"),
        WrongUse(
            testDescription: "two kinds of result on standard output",
            arguments: ["a", "frames", "--json", "--stream"],
            message: "--stream and --json: both print the result; expected one of them"),
        WrongUse(
            testDescription: "a page for everybody", arguments: ["serve", "--host", "0.0.0.0"],
            message: "--host 0.0.0.0: anybody who reaches that address could connect; expected "
                + "--token (or REFSEG_TOKEN) beside it"),
        WrongUse(
            testDescription: "a token that can be guessed",
            arguments: ["serve", "--token", "secret"],
            message: "--token: expected at least 16 visible characters of ASCII, for example what "
                + "openssl rand -hex 16 prints"),
        WrongUse(
            testDescription: "no port", arguments: ["serve", "--port", "70000"],
            message: "--port 70000: expected a whole number from 0 to 65535"),
        WrongUse(
            testDescription: "an option with a slip",
            arguments: ["a", "frames", "--threshhold", "0.5"],
            message: "Unknown option '--threshhold'. Did you mean '--threshold'?"),
        WrongUse(
            testDescription: "an end before the start",
            arguments: ["a", "frames", "--start", "1:30", "--end", "12.5"],
            message: "--start and --end: nothing lies between them; expected an end after the start"
        ),
        WrongUse(
            testDescription: "a time in words", arguments: ["a", "frames", "--start", "noon"],
            message:
                "The value 'noon' is invalid for '--start <time>': 'noon' is no time; expected "
                + "seconds, such as 12.5, or hours, minutes and seconds, such as 1:02:03.5"),
        WrongUse(
            testDescription: "minutes above 59", arguments: ["a", "frames", "--end", "1:75:00"],
            message: "The value '1:75:00' is invalid for '--end <time>': '1:75:00' is no time; "
                + "expected seconds, such as 12.5, or hours, minutes and seconds, such as 1:02:03.5"
        ),
        WrongUse(
            testDescription: "times of a folder", arguments: ["a", "frames", "--start", "1"],
            message: "--start: the frames of frames have no times; expected a film, so leave "
                + "--start out, or take one frame of so many with --every"),
        WrongUse(
            testDescription: "no frames a second", arguments: ["a", "frames", "--fps", "0"],
            message: "--fps 0.0: expected a number above 0, and 1000 at most, for example 5"),
        WrongUse(
            testDescription: "every 0th frame", arguments: ["a", "frames", "--every", "0"],
            message:
                "--every 0: expected a whole number from 1 to 100,000,000, for example 10 for every "
                + "tenth frame"
        ),
        WrongUse(
            testDescription: "more frames than any film has",
            arguments: ["a", "frames", "--every", "9223372036854775807"],
            message:
                "--every 9223372036854775807: expected a whole number from 1 to 100,000,000, for "
                + "example 10 for every tenth frame"),
        WrongUse(
            testDescription: "a frame in ages", arguments: ["a", "frames", "--fps", "1e-300"],
            message: "--fps 1e-300: expected a number above 0, and 1000 at most, for example 5"),
        WrongUse(
            testDescription: "a time that no number holds",
            arguments: ["a", "frames", "--end", String(repeating: "9", count: 400)],
            message: "--end: no film is so long; expected a time of up to 100,000,000 seconds"),
        WrongUse(
            testDescription: "two ways to thin frames out",
            arguments: ["a", "frames", "--every", "2", "--fps", "5"],
            message: "--fps and --every: both thin the frames out; expected one of them"),
        WrongUse(
            testDescription: "a matte of another kind",
            arguments: ["a", "frames", "--matte", "gif"],
            message: "The value 'gif' is invalid for '--matte <format>'. Please provide one of "
                + "'prores', 'webm' or 'png'."),
        WrongUse(
            testDescription: "a background that is none",
            arguments: ["a", "frames", "--background", "grren"],
            message: "The value 'grren' is invalid for '--background <background>': 'grren' is no "
                + "colour, and no such file is there; expected a colour (#ff8000, or a name such as "
                + "green), an image, or blur"),
        WrongUse(
            testDescription: "mattes of too many queries",
            arguments: (0..<17).flatMap { ["-q", "thing \($0)"] } + ["frames", "--matte", "webm"],
            message: "--matte webm: 17 queries; expected at most 16, or --matte png"),
        WrongUse(
            testDescription: "empty query", arguments: ["", "frames"],
            message: "query: it is empty; expected a description of an object, such as "
                + "\"blue car on the grass\""),
        WrongUse(
            testDescription: "a query of marks", arguments: ["\"...\"", "frames"],
            message: "query: it is empty; expected a description of an object, such as "
                + "\"blue car on the grass\""),
        WrongUse(
            testDescription: "a query of white space", arguments: [" \t ", "frames"],
            message: "query: it is empty; expected a description of an object, such as "
                + "\"blue car on the grass\""),
        WrongUse(
            testDescription: "a query of 10,000 characters",
            arguments: [String(repeating: "a", count: 10_000), "frames"],
            message: "query: it has 10000 characters; expected at most 1000, so describe the "
                + "object in one sentence"),
        WrongUse(
            testDescription: "a control character", arguments: ["red\u{7}car", "frames"],
            message: "query: character 4 is the control character U+0007; expected plain text, so "
                + "type the query again without it"),
        WrongUse(
            testDescription: "one bad query among several",
            arguments: ["-q", "a red car", "-q", "\u{1B}[31m", "frames"],
            message: "query: character 1 is the control character U+001B; expected plain text, so "
                + "type the query again without it"),
    ]
}

@Suite("Usage")
struct UsageTests {
    @Test("wrong use is told in one sentence, exit status 2", arguments: WrongUse.all)
    func refused(_ wrong: WrongUse) throws {
        let place = try TemporaryFolder()
        try place.makeClip()
        let outcome = try Program.run(wrong.arguments, in: place)
        #expect(outcome.errors.hasPrefix("Error: \(wrong.message)\n"), "\(outcome.errors)")
        #expect(outcome.output == "")
        #expect(outcome.status == 2)
        #expect(place.entries() == ["frames"])
    }

    @Test("--help tells usage, options, output and exit status")
    func help() throws {
        let place = try TemporaryFolder()
        for arguments in [["--help"], ["-h"], ["segment", "--help"], ["help", "segment"]] {
            let outcome = try Program.run(arguments, in: place)
            #expect(outcome.status == 0)
            #expect(outcome.errors == "")
            for part in [
                "refseg [segment] <query> <input> …", "-q, --query", "-o, --output", "--threshold",
                "--threads", "--precision", "--max-memory", "--fast", "--cache", "--cache-size",
                "--model", "--no-overlay", "--json", "--quiet",
                "--version",
                "--help", "--start", "--end", "--fps", "--every", "--matte", "--cutout",
                "--background", "--export", "--preview",
                "masks/<query index>/<frame>.png", "result.json",
                "  0  done\n", "  1  failed", "  2  wrong use",
                "  3  done, and nothing in the video matches",
            ] {
                #expect(outcome.output.contains(part), "\(arguments): \(part) is not in the help")
            }
        }
    }

    @Test("evaluate --help tells benchmarks, output, parts and exit status")
    func evaluationHelp() throws {
        let place = try TemporaryFolder()
        for arguments in [["evaluate", "--help"], ["evaluate", "-h"], ["help", "evaluate"]] {
            let outcome = try Program.run(arguments, in: place)
            #expect(outcome.status == 0)
            #expect(outcome.errors == "")
            for part in [
                "refseg evaluate <dataset> --root <folder>", "refseg evaluate merge <folder>",
                "One of a2d-sentences,", "--shard", "--export",
                "results.json", "report.html", "  0  done\n", "  1  failed", "  2  wrong use",
            ] {
                #expect(outcome.output.contains(part), "\(arguments): \(part) is not in the help")
            }
        }
    }

    @Test(
        "help fits into 80 columns",
        arguments: [
            [], ["segment"], ["evaluate"], ["evaluate", "merge"], ["data"], ["data", "check"],
            ["data", "prepare"], ["import"], ["inspect"], ["verify"], ["bench"], ["doctor"],
            ["serve"],
        ])
    func width(_ command: [String]) throws {
        let help = try Program.run(command + ["--help"], in: try TemporaryFolder()).output
        let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count > 5)
        for line in lines { #expect(line.count <= 80, "\(line)") }
    }

    @Test("--help names the other commands")
    func otherCommands() throws {
        let help = try Program.run(["--help"], in: try TemporaryFolder()).output
        for command in [
            "serve", "evaluate", "data", "import", "inspect", "verify", "bench", "doctor",
        ] {
            #expect(help.contains("\n  \(command) "), "\(command)")
        }
    }

    @Test(
        "the manual page names every option of the help",
        arguments: [[], ["serve"], ["evaluate"], ["bench"], ["doctor"]])
    func manualPage(_ command: [String]) throws {
        let help = try Program.run(command + ["--help"], in: try TemporaryFolder()).output
        let page = try String(
            contentsOf: Repository.root.appendingPathComponent("Manual/refseg.1"),
            encoding: .utf8
        ).replacingOccurrences(of: "\\-", with: "-")
        let options = help.matches(of: /--[a-z][a-z-]+/).map { String($0.output) }
        #expect(options.count > (command == ["doctor"] ? 1 : 5))
        for option in Set(options) { #expect(page.contains(option), "\(option)") }
    }

    @Test("--version prints the version, and below it instruction set and libraries")
    func version() throws {
        let outcome = try Program.run(
            ["--version"], in: try TemporaryFolder(), environment: ["REFSEG_ISA": "naive"])
        let lines = outcome.output.split(separator: "\n")
        try #require(lines.count == 3, "\(outcome.output)")
        #expect(lines[0].wholeMatch(of: /\d+\.\d+\.\d+/) != nil)
        #expect(lines[1].hasPrefix("instruction set  naive (this machine has "))
        for library in ["libpng", "libsndfile", "libsoxr", "OpenSSL", "Zstandard", "HDF5", "matio"]
        {
            let version = try Regex("\(library) [0-9]+\\.[0-9]+")
            #expect(lines[2].firstMatch(of: version) != nil, "\(library): \(lines[2])")
        }
        #expect(outcome.status == 0)
    }

    @Test("completion scripts are generated", arguments: ["bash", "zsh", "fish"])
    func completions(_ shell: String) throws {
        let outcome = try Program.run(
            ["--generate-completion-script", shell], in: try TemporaryFolder())
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("threshold"))
    }
}

/// The checkout that the tests were built from.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Where the program finds the model.
    static let resources =
        ProcessInfo.processInfo.environment["REFSEG_RESOURCES"].map { URL(fileURLWithPath: $0) }
        ?? root.appendingPathComponent("Vocab/Resources")
}
