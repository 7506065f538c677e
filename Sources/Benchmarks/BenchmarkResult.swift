/// What was measured of one model, or of the whole program.
package struct BenchmarkResult: Codable, Sendable {
    /// A part of the work.
    package struct Stage: Codable, Sendable {
        package let name: String
        /// Median over the runs, of one run, without the stages inside.
        package let seconds: Double
        /// Direct operations of one run, a multiply-add counting two.
        package let operations: Double
    }

    package let name: String
    package let threads: Int
    /// Frames of a run; nil for sound.
    package let frames: Int?
    /// Of every run, in the order of time.
    package let seconds: [Double]
    /// In the order in which they first end.
    package let stages: [Stage]
    /// Median of what the machine did between the runs.
    package let peak: MachinePeak
    /// Seconds from opening the weights, for whole programs from the start, to the first mask or word.
    package let first: Double
    /// Bytes.
    package let memory: Int
    /// Runs that were repeated since other processes took the processors.
    package let repeated: Int
    /// Whether other processes took them in a run that counts.
    package let wasDisturbed: Bool

    /// Of a run.
    package var median: Double { seconds.sorted()[seconds.count / 2] }
    package var operations: Double { stages.reduce(0) { $0 + $1.operations } }

    enum CodingKeys: String, CodingKey {
        case name, threads, frames, seconds, stages, peak, memory, repeated
        case first = "first_seconds"
        case wasDisturbed = "was_disturbed"
    }
}

/// All that was measured on one machine.
package struct BenchmarkReport: Codable, Sendable {
    package var version = 1
    /// Of the program.
    package let program: String
    package let processor: String
    package let instructionSet: String
    package var results: [BenchmarkResult]

    package init(
        program: String, processor: String, instructionSet: String, results: [BenchmarkResult]
    ) {
        (self.program, self.processor) = (program, processor)
        (self.instructionSet, self.results) = (instructionSet, results)
    }

    enum CodingKeys: String, CodingKey {
        case version, program, processor, results
        case instructionSet = "instruction_set"
    }
}
