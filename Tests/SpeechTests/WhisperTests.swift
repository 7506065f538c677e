import Audio
import Foundation
import Layers
import Tensors
import Testing
import Weights

@testable import Speech

/// Encoder and decoder against PyTorch; Tests/Reference/whisper_golden.py writes the file.
@Suite struct WhisperTests {
    private func golden() throws -> SafetensorsFile {
        let resources = URL(fileURLWithPath: ListenerTests.model).deletingLastPathComponent()
        return try SafetensorsFile(
            path: resources.path + "/reference/whisper-base.safetensors")
    }

    private func distance(_ a: [Float], _ b: [Float]) -> Float {
        guard a.count == b.count else { return .infinity }
        return zip(a, b).map { abs($0 - $1) }.max() ?? .infinity
    }

    private func decoder(on compute: Compute) throws -> (WhisperDecoder, WhisperSize) {
        let file = try WhisperFile(path: ListenerTests.model)
        let scope = WeightScope(file, compute: compute)["decoder"]
        return (try WhisperDecoder(scope, file.size), file.size)
    }

    @Test func encoder() throws {
        let golden = try golden()
        let compute = try Compute(threads: 2)
        let file = try WhisperFile(path: ListenerTests.model)
        let mel = try #require(golden.tensor("mel"))
        let expected = try #require(golden.tensor("heard"))
        let heard = try Whisper(file, precision: .fp32, on: compute).encoder(mel, on: compute)
        #expect(heard.shape == expected.shape)
        #expect(distance(heard.values, expected.values) < 1e-3)
        // As it hears where nothing else is asked for: its numbers have few bits, and are kept in sixteen.
        let shipped = try Whisper(file, on: compute).encoder(mel, on: compute)
        let largest = expected.values.map(abs).max() ?? 0
        #expect(distance(shipped.values, expected.values) < 0.02 * largest)
        #expect(shipped.values != heard.values)
    }

    @Test func decoder() throws {
        let golden = try golden()
        let compute = try Compute(threads: 2)
        let (decoder, size) = try decoder(on: compute)
        let state = decoder.begin(
            try #require(golden.tensor("heard")), most: 2, capacity: 8, on: compute)
        let expected = try #require(golden.tensor("scores"))
        for (place, token) in try #require(golden.integers("beginning")).enumerated() {
            // Side by side with another sequence, it is what it is alone.
            if place == 2 { state.keep([0, 0]) }
            let step = place < 2 ? [token] : [token, 11]
            let scores = decoder.scores(decoder.step(step, state, on: compute), on: compute)
            let found = stride(from: 0, to: size.tokens, by: 512).map { id in
                scores.withUnsafeBuffer { $0[id] }
            }
            #expect(distance(found, expected.rows(place..<(place + 1)).values) < 2e-3)
        }
    }

    /// Tokens that are told at once are what they are one after another.
    @Test func aBeginningReadAtOnce() throws {
        let golden = try golden()
        let compute = try Compute(threads: 2)
        let (decoder, _) = try decoder(on: compute)
        let heard = try #require(golden.tensor("heard"))
        let beginning = try #require(golden.integers("beginning"))
        let slow = decoder.begin(heard, most: 1, capacity: 8, on: compute)
        let quick = decoder.begin(again: slow, most: 1, capacity: 8)
        for token in beginning { _ = decoder.step([token], slow, on: compute) }
        _ = decoder.read(Array(beginning[..<2]), quick, on: compute)
        _ = decoder.read(Array(beginning[2...]), quick, on: compute)
        #expect(quick.length == slow.length)
        let scores = [slow, quick].map {
            decoder.scores(decoder.step([11], $0, on: compute), on: compute).values
        }
        #expect(distance(scores[0], scores[1]) < 1e-3)
    }

    /// Token by token from the beginning, as `refseg verify` asks for it.
    @Test func scoresAfterABeginning() throws {
        let golden = try golden()
        let compute = try Compute(threads: 2)
        let whisper = try Whisper(
            WhisperFile(path: ListenerTests.model), precision: .fp32, on: compute)
        let beginning = try #require(golden.integers("beginning"))
        let scores = whisper.scores(
            after: beginning, hearing: try #require(golden.tensor("heard")), on: compute)
        #expect(scores.shape == [beginning.count, whisper.size.tokens])
        let found = beginning.indices.flatMap { row in
            stride(from: 0, to: whisper.size.tokens, by: 512).map { id in
                scores.withUnsafeBuffer { $0[row * whisper.size.tokens + id] }
            }
        }
        #expect(distance(found, try #require(golden.tensor("scores")).values) < 2e-3)
    }

    @Test func largestValuesInOrder() {
        let values: [Float] = [3, -1, 7, 7, 0, 5, -.infinity]
        values.withUnsafeBufferPointer {
            #expect(WhisperSearch.largest(3, of: $0) == [2, 3, 5])
            #expect(WhisperSearch.largest(9, of: $0) == [2, 3, 5, 0, 4, 1, 6])
        }
    }

    /// "Chapter 35." is what is likeliest to end after three tokens of a long sentence, but not what was said.
    @Test func aPauseEndsNothing() {
        let ended = [(3, -1.8), (4, -2.4)].map {
            WhisperSearch.Writing(
                tokens: Array(0..<$0), logProbability: Float($1), isFinished: true)
        }
        func goesOn(_ total: Float) -> Bool {
            WhisperSearch.Writing(
                tokens: Array(0..<5), logProbability: total, isFinished: false
            ).isOvertaking(ended)
        }
        #expect(goesOn(-1) && !goesOn(-2.5))
    }

    /// Nor does the end of five texts, where the recording is too long for them.
    @Test func aTextIsSoughtUpToALength() throws {
        let compute = try Compute(threads: 2)
        let whisper = try Whisper(WhisperFile(path: ListenerTests.model), on: compute)
        let recording = try Recording(path: ListenerTests.fixtures + "/red-car.flac")
        let heard = whisper.listen(recording, on: compute)
        func found(least: Int) -> [WhisperSearch.Writing] {
            whisper.search(heard, whisper.decoder, least: least, most: 40, on: compute).writings
        }
        let (soon, late) = (found(least: 0), found(least: 30))
        #expect(soon.allSatisfy { $0.count < 15 } && late.contains { $0.count > 25 })
        #expect(late[0] == soon[0])
    }

    @Test func whatTheShippedFileTells() throws {
        let it = try #require(try WhisperInspection(path: ListenerTests.model))
        #expect((it.width, it.encoderLayers, it.decoderLayers, it.bands) == (512, 6, 6, 80))
        #expect((30_000..<40_000).contains(it.tokens) && it.problems == nil)
        #expect(it.precision == "F16 + I8 compressed")
    }

    @Test func aWindowWithoutWordsHasSomethingToSayToo() throws {
        let compute = try Compute(threads: 2)
        let whisper = try Whisper(WhisperFile(path: ListenerTests.model), on: compute)
        let heard = whisper.hear(.init(samples: [0.1]), on: compute)
        #expect(!heard.texts.isEmpty && (0...1).contains(heard.noSpeech))
        #expect(heard.language != nil)
    }
}
