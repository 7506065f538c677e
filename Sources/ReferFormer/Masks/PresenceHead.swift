import Layers
import Tensors
import Weights

/// Whether the sentence refers to anything in the frame: reads what the prior looks at, before and
/// after the sentence has modulated it, and how well that agrees with the sentence.
///
/// Weights, under `presence_head`: `seen`, `said`, `agreement`, `hidden`, `output`.
struct PresenceHead: Sendable {
    private let seen: Linear
    private let said: Linear
    private let agreement: Linear
    private let hidden: Linear
    private let output: Linear

    init(_ scope: WeightScope, _ config: ReferFormerConfig) throws {
        let shared = config.agreement
        seen = try Linear(
            scope["seen"], inputs: 3 * config.hidden + config.pyramid + 2, outputs: shared)
        said = try Linear(scope["said"], inputs: config.hidden, outputs: shared)
        agreement = try Linear(scope["agreement"], inputs: shared, outputs: 1)
        hidden = try Linear(
            scope["hidden"], inputs: 2 * config.prior + config.hidden + shared,
            outputs: config.presence)
        output = try Linear(scope["output"], inputs: config.presence, outputs: 1)
    }

    /// - `base`, `prior`: the prior head's reading of the frames, without and with the sentence.
    /// - `sentence`: `[1, hidden]`.
    /// - Result: `[n]`, logits.
    func callAsFunction(
        _ base: PriorHead.Base, _ prior: PriorHead.Outcome, sentence: Tensor, on compute: Compute
    ) -> Tensor {
        let frames = prior.coarse.shape[0]
        let attention = compute.softmax(
            prior.coarse.reshaped([frames, prior.coarse.count / frames]))
        let looked = seen(mean(base.cells, weighted: attention), on: compute)
        let both = compute.multiply(looked, said(sentence, on: compute).reshaped([looked.shape[1]]))
        let read = compute.concatenate(
            [
                mean(prior.features, weighted: attention), largest(prior.features),
                repeated(sentence, frames, compute), both,
            ], axis: 1)
        let unseen = hidden(read, activation: .relu, on: compute)
        return output(unseen, residual: agreement(both, on: compute), on: compute)
            .reshaped([frames])
    }

    /// - `map`: `[n, height, width, c]`; `weights`: `[n, height · width]`.
    /// - Result: `[n, c]`.
    private func mean(_ map: Tensor, weighted weights: Tensor) -> Tensor {
        fold(map, from: 0, weights) { sum, value, weight in sum + weight * value }
    }

    /// - Result: `[n, c]`, the largest value of every channel.
    private func largest(_ map: Tensor) -> Tensor {
        let cells = map.count / map.shape[3]
        let ones = Tensor(shape: [cells], values: Array(repeating: 1, count: cells))
        return fold(map, from: -.infinity, ones) { most, value, _ in max(most, value) }
    }

    @inline(__always)
    private func fold(
        _ map: Tensor, from start: Float, _ weights: Tensor,
        _ combine: (Float, Float, Float) -> Float
    ) -> Tensor {
        let (frames, width) = (map.shape[0], map.shape[3])
        let cells = map.shape[1] * map.shape[2]
        return .filled([frames, width]) { result in
            result.update(repeating: start)
            map.withUnsafeBuffer { map in
                weights.withUnsafeBuffer { weights in
                    for cell in 0..<(frames * cells) {
                        let row = cell / cells * width
                        for i in 0..<width {
                            result[row + i] = combine(
                                result[row + i], map[cell * width + i], weights[cell])
                        }
                    }
                }
            }
        }
    }
}
