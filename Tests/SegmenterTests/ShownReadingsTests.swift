import Foundation
import Speech
import Testing

@testable import Segmenter

/// What a clip says about what was said.
@Suite struct ShownReadingsTests {
    private static let example = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Examples/yellow-taxi/frames").path
    private static let shared = Result { try Segmenter(threads: 2) }

    /// The clip's queries as the outcome tells them, and the names of the frames that came.
    private func segment(
        _ heard: [HeardText]
    ) throws -> (query: SegmentationReport.Query, frames: [String]) {
        let segmenter = try Self.shared.get()
        let spoken = SpokenQuery(
            file: "query.wav", transcript: heard[0].text, confidence: 0.5, route: .features)
        let query = try segmenter.prepare(heard: heard, as: spoken)
        var names: [String] = []
        let outcome = try segmenter.segment(FrameSource(path: Self.example), [query]) {
            names.append($0.name)
        }
        return (outcome.queries[0], names)
    }

    @Test func whatIsThereIsLikelier() throws {
        let (query, frames) = try segment([
            HeardText(text: "the cat", share: 0.7), HeardText(text: "the cab", share: 0.3),
        ])
        #expect(query.text == "the cab" && query.spoken?.takenFor == "the cab" && query.matched)
        #expect(query.spoken?.transcript == "the cat")
        let all = try FileManager.default.contentsOfDirectory(atPath: Self.example)
        #expect(frames == all.map { ($0 as NSString).deletingPathExtension }.sorted())
    }

    @Test(arguments: [
        [HeardText(text: "the cab", share: 0.7), HeardText(text: "the cat", share: 0.3)],
        [HeardText(text: "the cab", share: 0.6), HeardText(text: "a cab", share: 0.4)],
        [HeardText(text: "the elephant", share: 0.9), HeardText(text: "the giraffe", share: 0.1)],
        [HeardText(text: "the elephant", share: 0.99), HeardText(text: "the cab", share: 0.01)],
    ])
    func otherwiseTheLikeliestStays(_ heard: [HeardText]) throws {
        let (query, _) = try segment(heard)
        #expect(query.text == heard[0].text && query.spoken?.takenFor == nil)
    }
}
