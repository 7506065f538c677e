import Foundation
import ReferFormer
import Tensors
import Testing
import Verification
import Weights

@testable import Speech

/// The shipped audio encoder against the PyTorch definition that it was trained with
/// (Training/audio/export.py writes the golden file).
@Suite struct AudioEncoderTests {
    static let weights = SpeechTests.resources
        .appendingPathComponent("refseg-small-audio.safetensors").path
    static let otherWeights = SpeechTests.resources
        .appendingPathComponent("refseg-small.safetensors").path

    private static func golden() throws -> Golden {
        try Golden(
            path: SpeechTests.fixtures
                .appendingPathComponent("refseg-small-audio.golden.safetensors").path)
    }

    @Test(arguments: Array(Set([InstructionSet.naive, .best])))
    func stages(_ set: InstructionSet) throws {
        let compute = try Compute(threads: 2, instructionSet: set)
        let encoder = try AudioEncoder(path: Self.weights, on: compute)
        let golden = try Self.golden()
        let seen = StageRecorder()
        let heard = encoder(
            try golden.tensor("in.spectrogram"), on: compute, recording: seen)
        let differences = try seen.differences(from: golden, on: compute)
        #expect(differences.count == 2 + encoder.config.layers)
        let first = differences.first(where: \.diverges)
        #expect(first == nil, "\(set): first stage that diverges: \(first?.description ?? "")")
        #expect(heard.pieces == (try golden.integers("out.pieces")))
        #expect(heard.probabilities.allSatisfy { $0 > 0 && $0 <= 1 })
        #expect(heard.isSpeech)
    }

    @Test func anyThreadCountHearsTheSame() throws {
        let golden = try Self.golden()
        let spectrogram = try golden.tensor("in.spectrogram")
        let heard = try [1, 2, 3].map { threads in
            let compute = try Compute(threads: threads)
            return try AudioEncoder(path: Self.weights, on: compute)(spectrogram, on: compute)
        }
        #expect(heard[0] == heard[1] && heard[0] == heard[2])
    }

    @Test(arguments: 1...9)
    func shortestSpectrograms(_ frames: Int) throws {
        let compute = try Compute(threads: 1)
        let encoder = try AudioEncoder(path: Self.weights, on: compute)
        let heard = encoder(Tensor(zeros: [frames, encoder.config.bands]), on: compute)
        #expect(heard.pieces.count <= (frames + 3) / 4)
    }

    private static func trigrams() throws -> PieceTrigrams {
        try PieceTrigrams(SafetensorsFile(path: weights), vocabulary: 2615)
    }

    /// Steps a a – a b b, where – is the blank: a a b.
    @Test func alikeNeighboursAreOnePiece() throws {
        let search = PieceSearch(language: try Self.trigrams(), weight: 0, bonus: 0)
        func hear(_ spoken: [Int]) -> HeardPieces {
            HeardPieces(
                spoken.enumerated().map {
                    [PieceCandidate(piece: $1, probability: 0.5 + Float($0) / 100)]
                }, search: search)
        }
        let heard = hear([30, 30, HeardPieces.blank, 30, 20, 20])
        #expect(heard.bestPath == [30, 30, 20])
        #expect(heard.pieces == [30, 30, 20])
        #expect(heard.probabilities == [0.51, 0.53, 0.55])
        #expect(!hear([HeardPieces.blank, HeardPieces.blank]).isSpeech)
    }

    /// The second of two steps is the louder; its blank goes, and shares sum to 1.
    @Test func mixturesComeFromTheLoudestStep() throws {
        let search = PieceSearch(language: try Self.trigrams(), weight: 0, bonus: 0)
        func step(_ first: Float, _ second: Float) -> [PieceCandidate] {
            zip([HeardPieces.blank, 20, 30], [1 - first - second, first, second])
                .map { PieceCandidate(piece: $0, probability: $1) }
        }
        let heard = HeardPieces([step(0.5, 0.25), step(0.625, 0.125)], search: search)
        #expect(heard.bestPath == [20])
        let parts = try #require(heard.mixtures.first).parts
        #expect(parts.map(\.token) == [20, 30])
        #expect(zip(parts, [0.625 / 0.75, 0.125 / 0.75]).allSatisfy { abs($0.share - $1) < 1e-6 })
    }

    @Test func candidatesAreTheBestAndTheLikely() throws {
        let table = Tensor(shape: [2, 4], values: [0.1, 0.7, 0.15, 0.05, 0.2, 0.3, 0.2, 0.3])
        let steps = PieceCandidate.steps(of: table, least: 0.15)
        #expect(steps.map { $0.map(\.piece) } == [[1, 2], [0, 1, 2, 3]])
        #expect(PieceCandidate.steps(of: table, least: 0.9)[0].map(\.piece) == [1])
    }

    /// The search against the sum over every alignment of every sequence.
    @Test(arguments: 0..<20)
    func searchFindsTheBestSequence(_ seed: Int) throws {
        var search = PieceSearch(language: try Self.trigrams())
        search.width = 10_000
        let alive = [HeardPieces.blank, 20, 30]
        let steps = (0..<4).map { step in
            let values = alive.indices.map { 0.05 + abs(sin(Float(seed * 31 + step * 7 + $0 * 3))) }
            let total = values.reduce(0, +)
            return zip(alive, values).map { PieceCandidate(piece: $0, probability: $1 / total) }
        }
        var sums: [[Int]: Double] = [:]
        for code in 0..<81 {
            let path = steps.indices.map { steps[$0][code / [1, 3, 9, 27][$0] % 3] }
            var text: [Int] = []
            for (step, said) in path.enumerated() where said.piece != HeardPieces.blank {
                if step == 0 || path[step - 1].piece != said.piece { text.append(said.piece) }
            }
            sums[text, default: 0] += path.reduce(1.0) { $0 * Double($1.probability) }
        }
        let scores = sums.map { text, probability in
            let sentence = [0, 0] + text
            let pieces = text.indices.reduce(Float(0)) {
                $0 + search.bonus
                    + search.weight
                    * search.language(sentence[$1], sentence[$1 + 1], sentence[$1 + 2])
            }
            let end = search.language(sentence[text.count], sentence[text.count + 1], 2)
            return (text, Float(log(probability)) + pieces + search.weight * end)
        }
        let best = try #require(scores.max { $0.1 < $1.1 })
        #expect(search(steps) == best.0)
    }

    /// Probabilities of all continuations sum to one, so that no sentence is favoured by a hole.
    @Test(arguments: [(0, 0), (0, 20), (20, 30), (400, 5)])
    func trigramsAreADistribution(_ context: (first: Int, second: Int)) throws {
        let language = try Self.trigrams()
        let sum = (0..<2615).reduce(0.0) {
            $0 + exp(Double(language(context.first, context.second, $1)))
        }
        #expect(abs(sum - 1) < 0.02)
    }

    @Test(
        arguments: [
            ("[1]", "audio_encoder"), ("{}", "audio_encoder"),
            (Self.config(heads: 3), "audio_encoder.width"),
            (Self.config(kernel: 4), "audio_encoder.kernel"),
            (Self.config(layers: 1 << 40), "audio_encoder.layers"),
            (Self.config(channels: "[1]"), "audio_encoder.channels"),
        ])
    func badConfigs(_ json: String, _ field: String) throws {
        let path = NSTemporaryDirectory() + "audio-config-\(UUID().uuidString).safetensors"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let text = String(
            decoding: try JSONEncoder().encode(["audio_encoder": json]), as: UTF8.self)
        let header = Array(#"{"__metadata__":\#(text)}"#.utf8)
        let size = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
        try Data(size + header).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: ReferFormerError.self) {
            try AudioEncoder(path: path, on: Compute(threads: 1))
        }
        guard case .badConfig(_, field, _, _) = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
    }

    @Test func weightsOfAnotherKind() throws {
        #expect(throws: ReferFormerError.noAudioConfig(path: Self.otherWeights)) {
            try AudioEncoder(path: Self.otherWeights, on: Compute(threads: 1))
        }
    }

    private static func config(
        heads: Int = 4, kernel: Int = 3, layers: Int = 1, channels: String = "[8, 8]"
    ) -> String {
        """
        {"bands": 80, "channels": \(channels), "width": 32, "heads": \(heads), "layers": \(layers),
         "feedforward": 32, "kernel": \(kernel), "vocabulary": 16}
        """
    }
}
