import Foundation
import Tensors

/// One run of the program as a process of its own.
struct ProgramRun {
    /// What its trace holds.
    let spans: [Trace.Span]

    /// - `trace`: a file for the trace; nil for none.
    /// - Throws: `BenchmarkError.failed`.
    init(_ program: String, _ arguments: [String], trace: String? = nil) throws {
        let process = Process()
        let messages = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment
        environment[Trace.variable] = trace
        process.environment = environment
        process.standardOutput = FileHandle.nullDevice
        process.standardError = messages
        func failed(_ message: String) -> BenchmarkError {
            .failed(
                command: ([program] + arguments).joined(separator: " "),
                message: message.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        do { try process.run() } catch { throw failed(error.localizedDescription) }
        let said = String(
            decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        // 3: nothing in the made-up clip need match.
        guard [0, 3].contains(process.terminationStatus) else { throw failed(said) }
        guard let trace else {
            spans = []
            return
        }
        guard let data = FileManager.default.contents(atPath: trace),
            let spans = try? Trace.spans(ofEvents: data)
        else { throw failed("it left no trace") }
        self.spans = spans
    }
}
