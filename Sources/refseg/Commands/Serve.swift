import ArgumentParser
import Foundation
import Segmenter
import Serving
import Tensors

extension Refseg {
    /// A page to type or speak into, and an interface for programs.
    struct Serve: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a page to type or speak into, and serve programs over HTTP.",
            usage: """
                refseg serve [--port <n>] [--model <file>] [options]
                refseg serve --host <address> --token <word> [options]
                """,
            discussion: """
                Films stay on this machine; without --host and --token, no other can connect.

                EXAMPLES
                  refseg serve
                  refseg serve --port 9000 --model ytvos_video_swin_base.pth
                  REFSEG_TOKEN=… refseg serve --host 0.0.0.0
                  curl -F input=@walk.mp4 -F "query=the dog" http://127.0.0.1:8080/v1/segment

                PROGRAMS
                  POST /v1/segment         input, query, audio, threshold: answers a job
                  GET  /v1/jobs/ID         how far it is
                  GET  /v1/jobs/ID/events  the same as it happens, frame by frame
                  GET  /v1/openapi.json    all the rest

                EXIT STATUS
                  1  failed: the port, the model; one sentence says why
                  2  wrong use
                  Ctrl-C ends it with 130; nothing is left behind.
                """)

        @Option(help: ArgumentHelp("Port to listen at; 0 for any that is free.", valueName: "n"))
        var port = 8080

        @Option(
            help: ArgumentHelp(
                "Address to listen at; another than this machine's own only with --token.",
                valueName: "address"))
        var host = "127.0.0.1"

        @Option(
            help: ArgumentHelp(
                "What clients must know, at least 16 characters (default: REFSEG_TOKEN, which other "
                    + "users of this machine do not see).", valueName: "word"))
        var token: String?

        @Option(
            help: ArgumentHelp(
                "Weights file, or a published checkpoint (default: the model in the package).",
                valueName: "file"),
            completion: .file(extensions: ["safetensors", "pth", "pt"]))
        var model: String?

        @Option(help: ArgumentHelp(TokenizerHelp.text, valueName: "folder"), completion: .directory)
        var tokenizer: String?

        @Flag(help: "Leave out tensors that the model does not have, instead of refusing the file.")
        var allowExtra = false

        @Option(
            help: ArgumentHelp(
                "Whisper model that hears spoken queries (default: base in the package).",
                valueName: "path"),
            completion: .file())
        var audioModel: String?

        @Option(
            help: ArgumentHelp(
                "What weights are kept in: fp32 (as published), bf16, int8.", valueName: "name"))
        var precision = Precision.fp32

        @Option(
            help: ArgumentHelp(
                "Threads to compute with (default: the cores of the machine).", valueName: "n"))
        var threads: Int?

        @Option(
            help: ArgumentHelp(
                "Memory that the model may take of a clip, for example 800MB; a clip that needs more is "
                    + "refused.", valueName: "size"))
        var maxMemory: MemorySize?

        @Option(help: ArgumentHelp("Largest upload, in MB.", valueName: "n"))
        var maxUpload = 1024

        @Option(
            help: ArgumentHelp(
                "Jobs that may wait; further ones are told to come back.", valueName: "n"))
        var queue = 8

        @Option(
            help: ArgumentHelp(
                "Minutes after which a finished job that nobody asks for is removed.",
                valueName: "n"))
        var keep = 60

        @Flag(help: "No warnings on standard error.")
        var quiet = false

        func validate() throws {
            try ThreadCount.check(threads)
            for (name, value, range) in [
                ("--port", port, 0...65_535), ("--max-upload", maxUpload, 1...1_000_000),
                ("--queue", queue, 1...1_000), ("--keep", keep, 1...10_000),
            ] where !range.contains(value) {
                throw ValidationError(
                    "\(name) \(value): expected a whole number from \(range.lowerBound) to "
                        + "\(range.upperBound)")
            }
            if let word = secret, word.utf8.count < 16 || !word.utf8.allSatisfy(Self.isVisible) {
                throw ValidationError(
                    "--token: expected at least 16 visible characters of ASCII, for example what openssl rand "
                        + "-hex 16 prints")
            }
            if !Self.isOwn(host), secret == nil {
                throw ValidationError(
                    "--host \(host): anybody who reaches that address could connect; expected --token (or "
                        + "REFSEG_TOKEN) beside it")
            }
        }

        func run() throws {
            let segmenter = try Segmenter(
                model: model.map { URL(fileURLWithPath: $0) },
                tokenizer: tokenizer.map { URL(fileURLWithPath: $0) },
                audioModel: audioModel.map { URL(fileURLWithPath: $0) },
                allowingExtra: allowExtra, precision: precision, threads: threads,
                memory: maxMemory?.bytes,
                logger: StandardErrorLog.logger(quiet: quiet))
            if audioModel != nil { _ = try segmenter.listener() }
            var limits = ServerLimits()
            limits.uploadBytes = maxUpload << 20
            limits.queue = queue
            limits.keepSeconds = Double(keep) * 60
            let run = JobRun(segmenter, by: "refseg \(Refseg.version)", limits)
            let rivals = RivalFinder(segmenter)
            let server = try Server(
                host: host, port: port, token: secret, limits: limits,
                rivals: { try rivals($0, query: $1, frame: $2) }
            ) { try run($0) }
            let interruption = Interruption { server.removeFiles() }
            server.start()
            // At once, also where a program reads it.
            do {
                try ResultStream().send(
                    "\(segmenter.identity.name) at \(address(server)) until Ctrl-C")
            } catch {
                server.removeFiles()
                throw error
            }
            withExtendedLifetime(interruption) {
                while true { sleep(3_600) }
            }
        }

        private func address(_ server: Server) -> String {
            let name = host.contains(":") ? "[\(host)]" : host
            return "http://\(name):\(server.port)\(server.firstPath)"
        }

        private var secret: String? {
            token
                ?? ProcessInfo.processInfo.environment["REFSEG_TOKEN"].flatMap {
                    $0.isEmpty ? nil : $0
                }
        }

        /// Whether only this machine reaches an address.
        private static func isOwn(_ host: String) -> Bool {
            host == "localhost" || host == "::1"
                || host.wholeMatch(of: /127\.\d{1,3}\.\d{1,3}\.\d{1,3}/) != nil
        }

        private static func isVisible(_ byte: UInt8) -> Bool { (0x21...0x7e).contains(byte) }
    }
}
