import Tensors

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

    /// - `logits`: `[steps, vocabulary]`.
    init(logits: Tensor, search: PieceSearch, on compute: Compute) {
        let vocabulary = logits.shape[1]
        var (pieces, probabilities): ([Int], [Float]) = ([], [])
        self.pieces = compute.softmax(logits).withUnsafeBuffer { values in
            var last = Self.blank
            for start in stride(from: 0, to: values.count, by: vocabulary) {
                var best = Self.blank
                for piece in 0..<vocabulary where values[start + piece] > values[start + best] {
                    best = piece
                }
                let probability = values[start + best]
                if best != Self.blank, best == last {
                    probabilities[probabilities.count - 1] = max(
                        probabilities[probabilities.count - 1], probability)
                } else if best != Self.blank {
                    pieces.append(best)
                    probabilities.append(probability)
                }
                last = best
            }
            return search(values, vocabulary: vocabulary)
        }
        bestPath = pieces
        self.probabilities = probabilities
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
