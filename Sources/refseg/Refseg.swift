import ArgumentParser
import CKernels
import Files
import Foundation
import Segmenter

/// The program: parses, runs, and turns every ending into one of four exit statuses.
@main
struct Refseg: ParsableCommand {
    static let version = "0.2.0"

    static let configuration = CommandConfiguration(
        commandName: "refseg",
        abstract: "Cut out of a video what a sentence refers to.",
        version: version,
        subcommands: [
            Segment.self, Serve.self, Evaluate.self, DataTools.self, Import.self, Inspect.self,
            Verify.self,
            Bench.self,
            Doctor.self,
        ],
        defaultSubcommand: Segment.self)

    static func main() {
        signal(SIGPIPE, SIG_IGN)
        ck_memory_steady()
        // The help of what runs where no subcommand is named, instead of a list of subcommands.
        switch arguments {
        case ["-h"], ["--help"]:
            print(helpMessage(for: Segment.self))
            return
        case ["evaluate", "-h"], ["evaluate", "--help"], ["help", "evaluate"]:
            print(helpMessage(for: Evaluate.Run.self))
            return
        case ["--version"]:
            print(Installation.description)
            return
        default: break
        }
        do {
            var command = try parseAsRoot(arguments)
            try command.run()
            try ResultStream.flush()
            try TraceFile.write()
        } catch {
            finish(error)
        }
    }

    /// As they were given, paths in any encoding among them.
    private static var arguments: [String] {
        (1..<max(Int(CommandLine.argc), 1)).compactMap { index in
            CommandLine.unsafeArgv[index].map { word in
                String(pathBytes: UnsafeRawBufferPointer(start: word, count: strlen(word)))
            }
        }
    }

    /// Prints what ended the program, help included, and leaves with its exit status.
    private static func finish(_ error: any Error) -> Never {
        if error is ExitCode { try? TraceFile.write() }
        switch exitCode(for: error) {
        case .success:
            print(fullMessage(for: error))
            Refseg.exit(withError: nil)
        case .validationFailure:
            StandardError.write(fullMessage(for: error) + "\n")
            Refseg.exit(withError: ExitStatus.wrongUse)
        case let code where error is ExitCode:
            Refseg.exit(withError: code)
        case _ where (error as? SegmenterError)?.isWrongUse == true:
            StandardError.write("Error: \(error)\n")
            Refseg.exit(withError: ExitStatus.wrongUse)
        case _ where error is SpeechError:
            StandardError.write("Error: \(error)\n")
            Refseg.exit(withError: ExitStatus.nothingMatches)
        default:
            StandardError.write("Error: \(error)\n")
            Refseg.exit(withError: ExitStatus.failed)
        }
    }
}

/// What the exit status says; `--help` documents the same numbers.
enum ExitStatus {
    static let failed = ExitCode(1)
    static let wrongUse = ExitCode(2)
    static let nothingMatches = ExitCode(3)
}
