import Foundation
import Testing

/// Inputs that `make fuzz` has found to take paths of their own through the readers of weights.
@Suite("Inputs from fuzzing")
struct FuzzCorpusTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fuzzing/Corpus/Weights")

    @Test("are read or refused")
    func replay() throws {
        let files = try FileManager.default.contentsOfDirectory(
            at: Self.folder, includingPropertiesForKeys: nil)
        var read = 0
        for file in files {
            withKnownError {
                try readEverything(file.path)
                read += 1
            }
        }
        #expect(read > 0 && read < files.count)
    }
}
