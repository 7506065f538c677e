import ReferFormer
import Tensors

/// A piece that may have been said at one step of an audio encoder.
struct PieceCandidate: Sendable, Equatable {
    let piece: Int
    let probability: Float

    /// The likeliest piece of each step, and all others of at least a given probability.
    ///
    /// - `probabilities`: `[steps, vocabulary]`.
    static func steps(of probabilities: Tensor, least: Float) -> [[PieceCandidate]] {
        let vocabulary = probabilities.shape[1]
        return probabilities.withUnsafeBuffer { values in
            stride(from: 0, to: values.count, by: vocabulary).map { start in
                let row = UnsafeBufferPointer(rebasing: values[start..<(start + vocabulary)])
                let threshold = min(least, row.max() ?? 0)
                return row.indices.filter { row[$0] >= threshold }
                    .map { PieceCandidate(piece: $0, probability: row[$0]) }
            }
        }
    }
}

/// The pieces that an audio encoder hears, in order, and how sure it is of them.
package struct HeardPieces: Sendable, Equatable {
    /// The piece that stands for "nothing new": `<pad>`, which no text has.
    static let blank = 1

    /// Ids of the tokenizer: the likeliest sequence of pieces.
    package let pieces: [Int]
    /// The likeliest piece of every step, neighbours alike made one, blanks left out (Graves et al.
    /// 2006, best path decoding): what was heard without any knowledge of sentences.
    package let bestPath: [Int]
    /// The largest probability of each piece of the best path among its steps.
    package let probabilities: [Float]
    /// What may have been said where each piece of the best path is loudest.
    package let mixtures: [TokenMixture]

    /// - `steps`: what may have been said at each step, none of them empty.
    init(_ steps: [[PieceCandidate]], search: PieceSearch) {
        var loudest: [(best: PieceCandidate, step: [PieceCandidate])] = []
        var last = Self.blank
        for step in steps {
            guard let best = step.max(by: { $0.probability < $1.probability }) else { continue }
            if best.piece != Self.blank, best.piece == last {
                if let before = loudest.last, before.best.probability < best.probability {
                    loudest[loudest.count - 1] = (best, step)
                }
            } else if best.piece != Self.blank {
                loudest.append((best, step))
            }
            last = best.piece
        }
        pieces = search(steps)
        bestPath = loudest.map(\.best.piece)
        probabilities = loudest.map(\.best.probability)
        mixtures = loudest.map { _, step in
            TokenMixture(
                step.filter { $0.piece != Self.blank }.map { ($0.piece, $0.probability) })
        }
    }

    /// Mean probability of the best path's pieces; 0 where none was heard.
    package var confidence: Float {
        bestPath.isEmpty ? 0 : probabilities.reduce(0, +) / Float(bestPath.count)
    }

    /// Below this confidence it was no speech, or none that can be understood.
    package static let leastConfidence: Float = 0.4

    /// Whether words were heard at all, rather than noise, music or silence.
    package var isSpeech: Bool { !pieces.isEmpty && confidence >= Self.leastConfidence }
}
