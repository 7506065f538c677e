import Foundation
import Tensors

/// Finds the likeliest texts for what an encoder heard: beam search as the published code does it
/// (`BeamSearchDecoder`, patience 1), but not ended by texts that are less likely than one that goes on; greedy
/// where one beam is kept. Times are never written.
struct WhisperSearch: Sendable {
    let vocabulary: WhisperVocabulary
    let suppressed: WhisperSuppression
    /// Sequences kept from token to token.
    var width = 5

    /// Probability that nobody speaks below which somebody surely does.
    static let certain: Float = 0.1

    /// A text that may have been said.
    struct Writing: Sendable, Equatable {
        /// Without special tokens.
        let tokens: [Int]
        /// Sum over the tokens and the end, natural.
        let logProbability: Float
        /// Whether the end was written.
        let isFinished: Bool

        /// Tokens with the end.
        var count: Int { tokens.count + (isFinished ? 1 : 0) }

        /// Mean over these.
        var mean: Float { logProbability / Float(count) }

        /// Whether it goes on likelier, token by token, than all that came to their end: where the speaker paused.
        func isOvertaking(_ finished: [Writing]) -> Bool {
            finished.allSatisfy { $0.mean < mean }
        }
    }

    /// All that the search tells.
    struct Outcome: Sendable {
        /// The best first, the same words more than once where they were found in several ways; never empty.
        let writings: [Writing]
        /// Probability that nobody speaks.
        let noSpeech: Float
        /// The likeliest language and its share among all; nil for models that know English alone.
        let language: (id: Int, share: Float)?
    }

    /// - `heard`: `[steps, width]`, of the encoder.
    /// - `before`: what may have been said earlier, to lean on, nothing for an empty one; each is tried.
    /// - `least`: tokens up to which a text is sought, whatever came to its end before, where somebody surely
    ///   speaks; a shorter one wins only where it is likelier, token by token. A greedy search ends with its text.
    /// - `most`: tokens of a text at most.
    func callAsFunction(
        _ heard: Tensor, _ decoder: WhisperDecoder, before: [[Int]] = [[]], least: Int = 0,
        most: Int, on compute: Compute
    ) -> Outcome {
        let english = vocabulary.languages.lowerBound
        let opening = vocabulary.opening(language: english)
        // Whether anybody speaks is asked before anything is leant towards.
        let first = decoder.begin(heard, most: 1, capacity: 1, on: compute)
        let atStart = decoder.scores(
            decoder.step([vocabulary.start], first, on: compute), on: compute)
        let noSpeech = compute.softmax(atStart).withUnsafeBuffer { $0[vocabulary.noSpeech] }
        let least = width > 1 && noSpeech < Self.certain ? least : 0
        let found = before.flatMap { before in
            let told = (before.isEmpty ? [] : [vocabulary.previous] + before) + opening
            let state = decoder.begin(again: first, most: width, capacity: told.count + most)
            let states = decoder.read(told, state, on: compute)
            return writings(states, state, decoder, least: least, most: most, on: compute)
        }
        return Outcome(
            writings: found.sorted { $0.mean > $1.mean }, noSpeech: noSpeech,
            language: language(atStart, on: compute))
    }

    private func language(_ scores: Tensor, on compute: Compute) -> (id: Int, share: Float)? {
        guard vocabulary.isMultilingual else { return nil }
        let shares = compute.softmax(
            Tensor(
                shape: [vocabulary.languages.count],
                values: scores.withUnsafeBuffer { Array($0[vocabulary.languages]) })
        ).values
        guard let best = shares.indices.max(by: { shares[$0] < shares[$1] }) else { return nil }
        return (vocabulary.languages.lowerBound + best, shares[best])
    }

    private func writings(
        _ states: Tensor, _ state: WhisperDecoder.State, _ decoder: WhisperDecoder, least: Int,
        most: Int, on compute: Compute
    ) -> [Writing] {
        var states = states
        var beams = [Writing(tokens: [], logProbability: 0, isFinished: false)]
        var finished: [Writing] = []
        for length in 0..<most {
            let scores = allowed(decoder.scores(states, on: compute), isFirst: length == 0)
            let found = continuations(of: beams, compute.softmax(scores))
            var next: [(beam: Int, writing: Writing)] = []
            for (beam, token, total) in found where next.count < width {
                let tokens = beams[beam].tokens
                if token == vocabulary.end {
                    finished.append(
                        Writing(tokens: tokens, logProbability: total, isFinished: true))
                } else {
                    next.append(
                        (
                            beam,
                            Writing(
                                tokens: tokens + [token], logProbability: total, isFinished: false)
                        ))
                }
            }
            beams = next.map(\.writing)
            if beams.isEmpty || length + 1 == most { break }
            if finished.count >= width, length + 1 >= least, !beams[0].isOvertaking(finished) {
                break
            }
            state.keep(next.map(\.beam))
            states = decoder.step(beams.map { $0.tokens[length] }, state, on: compute)
        }
        // What never came to its end counts only where nothing else did.
        return finished.isEmpty ? beams : finished
    }

    /// Scores with minus infinity for what is never written.
    private func allowed(_ scores: Tensor, isFirst: Bool) -> Tensor {
        let count = scores.shape[1]
        return .filled(scores.shape) { values in
            scores.withUnsafeBuffer { _ = values.update(from: $0) }
            for row in stride(from: 0, to: values.count, by: count) {
                for id in suppressed.always where id < count { values[row + id] = -.infinity }
                for id in (vocabulary.end + 1)..<count { values[row + id] = -.infinity }
                if isFirst {
                    for id in suppressed.first where id < count { values[row + id] = -.infinity }
                }
            }
        }
    }

    /// The likeliest ways on, the best first: one more of each beam than there are beams.
    private func continuations(
        of beams: [Writing], _ probabilities: Tensor
    ) -> [(beam: Int, token: Int, total: Float)] {
        let count = probabilities.shape[1]
        return probabilities.withUnsafeBuffer { values in
            beams.indices.flatMap { beam in
                let row = UnsafeBufferPointer(
                    rebasing: values[(beam * count)..<((beam + 1) * count)])
                return Self.largest(width + 1, of: row).map {
                    (
                        beam, $0,
                        beams[beam].logProbability + log(max(row[$0], .leastNormalMagnitude))
                    )
                }
            }.sorted { $0.2 > $1.2 }
        }
    }

    /// Places of the largest values, the largest first.
    static func largest(_ count: Int, of values: UnsafeBufferPointer<Float>) -> [Int] {
        var best: [Int] = []
        var least = -Float.infinity
        for i in 0..<values.count where values[i] > least || best.count < count {
            let place = best.firstIndex { values[$0] < values[i] } ?? best.count
            best.insert(i, at: place)
            if best.count > count { best.removeLast() }
            if best.count == count, let last = best.last { least = values[last] }
        }
        return best
    }
}
