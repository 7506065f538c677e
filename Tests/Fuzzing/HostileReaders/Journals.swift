import Evaluation
import Files
import Foundation
import Masks
import Metrics

extension HostileReader {
    /// Lines of a journal without their checksums, which are put before them, or, after a zero, a file as
    /// it is; what can be read is scored.
    static func readJournal(_ input: [UInt8]) throws {
        let file: [UInt8]
        if input.first == 0 {
            file = Array(input.dropFirst())
        } else {
            file = input.split(separator: 0x0a).flatMap { line in
                let digits = String(line.withUnsafeBytes { CRC32.checksum($0) }, radix: 16)
                let checksum = String(repeating: "0", count: 8 - digits.count) + digits
                return Array("\(checksum) ".utf8) + line + [0x0a]
            }
        }
        let path = InputFolder.write(file, to: "evaluation/\(EvaluationJournal.name)")
        let folder = (path as NSString).deletingLastPathComponent
        try refusing(EvaluationError.self) {
            try refusing(MaskError.self) {
                try refusing(MetricsError.self) {
                    let journal = try EvaluationJournal(reading: folder)
                    _ = (journal.finished, journal.header.share)
                    _ = try EvaluationResults(journal).json()
                }
            }
        }
    }
}
