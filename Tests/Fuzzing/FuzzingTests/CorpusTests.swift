import Foundation
import HostileReaders
import Testing

/// Inputs that `make fuzz` has found to take paths of their own through the readers.
@Suite("Inputs from fuzzing")
struct CorpusTests {
    private static let corpus = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Corpus")

    @Test("are read or refused", arguments: HostileReader.allCases)
    func replay(_ reader: HostileReader) throws {
        let files = try FileManager.default.contentsOfDirectory(
            at: Self.corpus.appendingPathComponent(reader.rawValue), includingPropertiesForKeys: nil
        )
        let read = try files.count { reader.reads([UInt8](try Data(contentsOf: $0))) }
        #expect(read > 0 && read < files.count)
    }
}
