import Audio
import Foundation
import Tensors
import Testing

@testable import Speech

/// People's recordings as PyTorch hears them, token for token; Tests/Reference/whisper_greedy.py writes
/// what it heard. The recordings lie outside the repository.
@Suite struct GreedyTests {
    private struct Reference: Decodable {
        let file: String
        let text: String
        /// Every `step`-th value of what the encoder gives.
        let heard: [Float]
    }

    private static let step = 9973
    private static let speech = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("shared/data/speech").path
    private static let isHere = FileManager.default.fileExists(atPath: speech)

    @Test(.enabled(if: isHere, "no ../shared/data/speech"))
    func peopleAreHeardAsByTheReference() throws {
        try compare(
            WhisperFile(path: ListenerTests.model), with: ListenerTests.fixtures + "/greedy.json")
    }

    /// Imported models: REFSEG_WHISPER_GREEDY=WEIGHTS:REFERENCE.
    @Test(.enabled(if: isHere && other != nil, "no REFSEG_WHISPER_GREEDY"))
    func othersHearAsTheReference() throws {
        let paths = try #require(Self.other).split(separator: ":").map(String.init)
        try compare(WhisperFile(path: paths[0]), with: paths[1])
    }

    private static let other = ProcessInfo.processInfo.environment["REFSEG_WHISPER_GREEDY"]

    private func compare(_ file: WhisperFile, with path: String) throws {
        let references = try JSONDecoder().decode(
            [Reference].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        #expect(references.count == 50)
        let compute = try Compute(threads: 2)
        let whisper = try Whisper(file, width: 1, precision: .fp32, on: compute)
        for reference in references {
            let spoken = try #require(
                Recording(path: "\(Self.speech)/\(reference.file)").spoken, "\(reference.file)")
            let listened = whisper.listen(spoken, on: compute)
            let heard = listened.values
            let picked = stride(from: 0, to: heard.count, by: Self.step).map { heard[$0] }
            let worst = zip(picked, reference.heard).map { abs($0 - $1) }.max() ?? .infinity
            #expect(
                picked.count == reference.heard.count && worst < 1e-3, "\(reference.file): \(worst)"
            )
            let seconds = spoken.samples.count / Recording.rate + 1
            let outcome = whisper.search(
                listened, whisper.decoder, before: [whisper.prompt], most: 12 + 10 * seconds,
                on: compute)
            let text = whisper.vocabulary.text(outcome.writings[0].tokens)
            #expect(text == reference.text, "\(reference.file)")
        }
    }
}
