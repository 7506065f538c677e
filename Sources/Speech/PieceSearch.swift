import Foundation

/// Finds the likeliest sequence of pieces behind the steps of an audio encoder: prefix beam search
/// (Hannun et al., arXiv:1408.2873) with a trigram model.
///
/// The score of a sequence is ln P(sequence | sound), summed over all its alignments, plus for each
/// piece `weight` · ln P(piece | the two before) + `bonus`.
struct PieceSearch {
    let language: PieceTrigrams
    var weight: Float = 0.25
    var bonus: Float = 0.5
    /// Sequences kept from step to step.
    var width = 8
    /// Pieces less likely than this at a step are not tried there.
    var least: Float = 1e-3

    private static let begin = 0
    private static let end = 2

    /// A sequence of pieces, and how likely the steps so far are, as logarithms.
    private struct Beam {
        var pieces: [Int]
        /// With the last step a blank.
        var blank: Float = -.infinity
        /// With the last step the last piece.
        var piece: Float = -.infinity
        /// What the trigrams add.
        var language: Float

        var sound: Float { sumOfLogarithms(blank, piece) }
        var score: Float { sound + language }

        /// The last two pieces.
        var context: (Int, Int) {
            let last = pieces.suffix(2)
            return (last.count == 2 ? pieces[pieces.count - 2] : begin, last.last ?? begin)
        }
    }

    /// - `steps`: what may have been said at each step; the search tries nothing else.
    func callAsFunction(_ steps: [[PieceCandidate]]) -> [Int] {
        var beams = [Beam(pieces: [], blank: 0, language: 0)]
        for candidates in steps { beams = step(beams, candidates) }
        return beams.max { ended($0) < ended($1) }?.pieces ?? []
    }

    private func ended(_ beam: Beam) -> Float {
        let (first, second) = beam.context
        return beam.score + weight * language(first, second, Self.end)
    }

    /// What one step makes of the sequences.
    private func step(_ beams: [Beam], _ candidates: [PieceCandidate]) -> [Beam] {
        var found: [Beam] = []
        var places: [[Int]: Int] = [:]
        func put(_ pieces: [Int], blank: Float, piece: Float, language: Float) {
            if let place = places[pieces] {
                found[place].blank = sumOfLogarithms(found[place].blank, blank)
                found[place].piece = sumOfLogarithms(found[place].piece, piece)
            } else {
                places[pieces] = found.count
                found.append(Beam(pieces: pieces, blank: blank, piece: piece, language: language))
            }
        }
        for beam in beams {
            for candidate in candidates {
                let (piece, logarithm) = (
                    candidate.piece, log(max(candidate.probability, .leastNormalMagnitude))
                )
                let impossible = -Float.infinity
                if piece == HeardPieces.blank {
                    put(
                        beam.pieces, blank: beam.sound + logarithm, piece: impossible,
                        language: beam.language)
                    continue
                }
                let (first, second) = beam.context
                let said = beam.language + weight * language(first, second, piece) + bonus
                var before = beam.sound
                if beam.pieces.last == piece {
                    // Without a blank between them, two are one.
                    put(
                        beam.pieces, blank: impossible, piece: beam.piece + logarithm,
                        language: beam.language)
                    before = beam.blank
                }
                put(
                    beam.pieces + [piece], blank: impossible, piece: before + logarithm,
                    language: said)
            }
        }
        return Array(found.sorted { $0.score > $1.score }.prefix(width))
    }
}

/// ln(exp(a) + exp(b)).
private func sumOfLogarithms(_ a: Float, _ b: Float) -> Float {
    let (low, high) = (min(a, b), max(a, b))
    return low == -.infinity ? high : high + log1p(exp(low - high))
}
