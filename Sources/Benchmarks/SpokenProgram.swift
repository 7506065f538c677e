import Audio
import Foundation
import Tensors

/// The program on a spoken sentence: from a WAV file to words.
struct SpokenProgram {
    private let program: String
    private let threads: Int
    private let place: TemporaryPlace

    private static let sentence = "the brown dog on the left side of the street"

    init(_ program: String, threads: Int) throws {
        (self.program, self.threads) = (program, threads)
        place = try TemporaryPlace()
    }

    /// - Throws: also `AudioError.espeakMissing`.
    func result(named name: String) throws -> BenchmarkResult {
        let spoken = try SpeechSynthesizer().speak(Self.sentence)
        try Data(spoken).write(to: URL(fileURLWithPath: place.file("query.wav")))
        _ = try run()
        let runs = try Runs(peak: Compute(threads: threads, trace: nil)) {
            try run(trace: place.file("trace.json"))
        }
        return BenchmarkResult(
            name: name, threads: threads, frames: nil, seconds: runs.seconds, stages: runs.stages,
            peak: runs.peak, first: runs.seconds.min() ?? 0,
            memory: Processors.peakMemory(.children), repeated: runs.repeated,
            wasDisturbed: runs.wasDisturbed)
    }

    private func run(trace: String? = nil) throws -> [Trace.Span] {
        try ProgramRun(
            program,
            ["--transcribe", "--audio", place.file("query.wav"), "--threads", String(threads)],
            trace: trace
        ).spans
    }
}
