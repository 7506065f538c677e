import Files
import Foundation
import ReferFormer
import Tensors

/// What is measured, by the names that the command line takes.
package enum Benchmark: String, CaseIterable, Sendable {
    /// The whole program with the model of the package, from frames on the disk to masks on the disk.
    case standard = "default"
    case resNet50 = "resnet50"
    case swinTiny = "swin-t"
    case videoSwinTiny = "video-swin-t"
    /// The whole program, from a recording on the disk to words.
    case audio

    /// Measures it in this process, which must not have done anything large before: its peak of memory is
    /// part of the result.
    ///
    /// - `threads`: to compute with.
    /// - `precision`: of the weights; `audio` knows none but its own.
    /// - `program`: path of refseg.
    /// - Throws: `BenchmarkError`, and what a model's loading throws.
    package func result(
        threads: Int, precision: Precision, program: String
    ) throws -> BenchmarkResult {
        let name = precision == .fp32 ? rawValue : "\(rawValue) \(precision.rawValue)"
        let published = { (config: ReferFormerConfig) in
            try PublishedModel(config, precision: precision, threads: threads).result(named: name)
        }
        return switch self {
        case .standard:
            try ClipProgram(program, precision: precision, threads: threads).result(named: name)
        case .audio: try SpokenProgram(program, threads: threads).result(named: rawValue)
        case .resNet50: try published(.resNet50)
        case .swinTiny: try published(.swinTiny)
        case .videoSwinTiny: try published(.videoSwinTiny)
        }
    }
}

/// Why nothing could be measured.
package enum BenchmarkError: Error, Equatable, CustomStringConvertible, LocalizedError {
    /// A run of the program ended badly.
    case failed(command: String, message: String)
    /// A report of another version, or none.
    case notAReport(path: String)
    /// An earlier report or a document for the table.
    case unreadable(path: String, reason: String)

    package var description: String {
        switch self {
        case .failed(let command, let message):
            "\(command) failed (\(message)); expected a run to measure"
        case .notAReport(let path):
            "\(path): not a report of refseg bench --json; expected one that this version wrote"
        case .unreadable(let path, let reason):
            "\(path): cannot be read (\(reason)); check the path, or make the file first"
        }
    }

    package var errorDescription: String? { description }

    /// - Throws: `.unreadable`.
    package static func contents(of path: String) throws(BenchmarkError) -> [UInt8] {
        do throws(FileFailure) {
            return try RegularFile.contents(of: path, limit: 1 << 26)
        } catch {
            throw .unreadable(path: path, reason: error.reason)
        }
    }
}
