import Foundation
import Layers
import Tensors
import Weights

/// The decoder of Deformable DETR with boxes refined from layer to layer: a few queries look for
/// their object in every frame.
///
/// Weights: `transformer.decoder.layers.N.*`, `transformer.reference_points`, `query_embed.weight`,
/// `bbox_embed.N.layers.*`.
struct DeformableDecoder: Sendable {
    private struct Layer: Sendable {
        let selfAttention: MultiHeadAttention
        let norm2: LayerNorm
        let crossAttention: DeformableAttention
        let norm1: LayerNorm
        let feedforward: FeedForward
        let box: MLP
    }

    private let layers: [Layer]
    /// The learned positions of the queries, `[queries, hidden]`.
    let positions: Tensor
    /// Where they begin to look, `[queries, 2]`, as logits; no input changes them.
    let points: Tensor
    private let config: ReferFormerConfig

    init(_ root: WeightScope, _ config: ReferFormerConfig) throws {
        let (scope, hidden) = (root["transformer"].ofDecisions, config.hidden)
        layers = try (0..<config.decoderLayers).map { index in
            let layer = scope["decoder"]["layers"][index]
            return Layer(
                selfAttention: try MultiHeadAttention(
                    layer["self_attn"], width: hidden, heads: config.heads),
                norm2: try LayerNorm(layer["norm2"], width: hidden),
                crossAttention: try DeformableAttention(
                    layer["cross_attn"], width: hidden, heads: config.heads,
                    levels: config.levels, points: config.points),
                norm1: try LayerNorm(layer["norm1"], width: hidden),
                feedforward: try FeedForward(
                    layer, norm: "norm3", width: hidden, inner: config.feedforward),
                box: try MLP(root["bbox_embed"][index], widths: [hidden, hidden, hidden, 4]))
        }
        positions = try root["query_embed"].tensor("weight", [config.queries, hidden])
        let start = try Linear(scope["reference_points"], inputs: hidden, outputs: 2)
        points = start(positions, on: root.compute)
        self.config = config
    }

    /// Queries as they come to frames.
    struct Queries: Sendable {
        /// `[n, queries, hidden]`: what they know, once they have attended to each other.
        let begun: Tensor
        /// `[queries, hidden]`
        let positions: Tensor
        /// `[n, queries, 2]` points or `[n, queries, 4]` boxes, 0 … 1 of the frame: where they begin
        /// to look.
        let references: Tensor

        var count: Int { positions.shape[0] }

        /// As they come to some of the frames.
        func of(_ frames: Range<Int>) -> Queries {
            Queries(
                begun: begun.rows(frames), positions: positions, references: references.rows(frames)
            )
        }
    }

    /// What the learned queries know before they look at any frame: the first layer's self attention.
    ///
    /// - `sentence`: `[clips, hidden]`. Result: `[clips, queries, hidden]`.
    func begin(
        _ sentence: Tensor, on compute: Compute, _ stages: StageRecorder? = nil
    ) -> Tensor {
        let (clips, hidden) = (sentence.shape[0], sentence.shape[1])
        let target = repeated(
            sentence.reshaped([clips, 1, hidden]), config.queries, compute
        ).reshaped([clips, config.queries, hidden])
        return attendToEachOther(0, target, positions, compute, stages)
    }

    /// The learned queries, as they come to `frames` frames.
    ///
    /// - `begun`: `[clips, queries, hidden]`, from `begin`.
    func queries(_ begun: Tensor, frames: Int, on compute: Compute) -> Queries {
        let references = compute.sigmoid(points)
        return Queries(
            begun: repeated(begun, frames / begun.shape[0], compute), positions: positions,
            references: repeated(
                references.reshaped([1] + references.shape), frames, compute))
    }

    /// Queries of which one frame is asked.
    ///
    /// - `target`: `[1, queries, hidden]`, what they know; `positions`: `[queries, hidden]`.
    /// - `references`: `[queries, 2]` or `[queries, 4]`, 0 … 1 of the frame.
    func queries(
        _ target: Tensor, positions: Tensor, references: Tensor, on compute: Compute,
        _ stages: StageRecorder?
    ) -> Queries {
        Queries(
            begun: attendToEachOther(0, target, positions, compute, stages), positions: positions,
            references: references.reshaped([1] + references.shape))
    }

    /// State and boxes after each layer.
    struct Outcome: Sendable {
        /// `[n, queries, hidden]` for each layer
        var states: [Tensor] = []
        /// `[n, queries, 4]` (centre x, y, width, height, 0 … 1 of the frame) for each layer
        var boxes: [Tensor] = []
    }

    /// The boxes that a layer's head makes of states, `[n, queries, 4]`.
    ///
    /// - `states`: `[n, queries, hidden]`; `references`: `[n, queries, 2]` or `[n, queries, 4]`,
    ///   where the layer began to look.
    func boxes(
        _ layer: Int, _ states: Tensor, from references: Tensor, on compute: Compute
    ) -> Tensor {
        refined(references, by: layers[layer].box(states, on: compute))
    }

    /// Frames that are looked at together, where many are.
    private static let framesAtOnce = 4

    /// - `memory`: `[n, cells, hidden]`.
    func callAsFunction(
        _ queries: Queries, _ memory: FrameParts, _ geometry: Geometry, on compute: Compute,
        _ stages: StageRecorder?
    ) -> Outcome {
        let frames = memory.frames
        // Frames know nothing of each other here: a few at a time need little memory.
        let isUniform = geometry.validRatios.count == 1
        let count = isUniform && stages == nil ? Self.framesAtOnce : frames
        let parts = stride(from: 0, to: frames, by: count).map { start in
            let some = start..<min(start + count, frames)
            return look(
                queries.of(some), memory.rows(some, on: compute), geometry, on: compute, stages)
        }
        let joined = { (tensors: (Outcome) -> [Tensor]) in
            layers.indices.map { layer in
                compute.concatenate(parts.map { tensors($0)[layer] }, axis: 0)
            }
        }
        return parts.count == 1
            ? parts[0] : Outcome(states: joined(\.states), boxes: joined(\.boxes))
    }

    /// - `memory`: `[n, cells, hidden]`.
    private func look(
        _ queries: Queries, _ memory: Tensor, _ geometry: Geometry, on compute: Compute,
        _ stages: StageRecorder?
    ) -> Outcome {
        let padding = geometry.memoryPadding(frames: memory.shape[0])
        var outcome = Outcome()
        var (x, references) = (queries.begun, queries.references)
        stages?.record("dec.ref_init", references)
        for (index, layer) in layers.enumerated() {
            if index > 0 { x = attendToEachOther(index, x, queries.positions, compute, stages) }
            let values = layer.crossAttention.values(of: memory, padding: padding, on: compute)
            let query = compute.add(x, queries.positions)
            let seen: DeformableAttention.Outcome
            let scaled = scaled(references, geometry)
            if references.shape[2] == 2 {
                let grid = DeformableAttention.Grid(
                    scaled, sizes: geometry.levels, heads: config.heads, points: config.points)
                seen = layer.crossAttention(
                    query, around: grid, values: values, sizes: geometry.levels, on: compute)
            } else {
                seen = layer.crossAttention(
                    query, around: scaled, values: values, sizes: geometry.levels, on: compute)
            }
            stages?.record("dec.layer.\(index).sampling_locations", seen.locations)
            stages?.record("dec.layer.\(index).attention_weights", seen.weights)
            stages?.record("dec.layer.\(index).xattn", seen.output)
            x = layer.norm1(seen.output, residual: x, on: compute)
            x = layer.feedforward(x, on: compute)
            references = boxes(index, x, from: references, on: compute)
            outcome.states.append(x)
            outcome.boxes.append(references)
            stages?.record("dec.hs.\(index)", x)
            stages?.record("dec.refs.\(index)", references)
        }
        return outcome
    }

    private func attendToEachOther(
        _ index: Int, _ x: Tensor, _ positions: Tensor, _ compute: Compute,
        _ stages: StageRecorder?
    ) -> Tensor {
        let query = compute.add(x, positions)
        let heard = layers[index].selfAttention(query, query, x, on: compute)
        stages?.record("dec.layer.\(index).self", heard)
        return layers[index].norm2(heard, residual: x, on: compute)
    }

    /// References seen by each level: `[n, queries, levels, 2 or 4]`.
    private func scaled(_ references: Tensor, _ geometry: Geometry) -> Tensor {
        let (frames, queries) = (references.shape[0], references.shape[1])
        let (levels, width) = (config.levels, references.shape[2])
        return .filled([frames, queries, levels, width]) { scaled in
            references.withUnsafeBuffer { references in
                for i in scaled.indices {
                    let (row, level) = (i / (levels * width), i / width % levels)
                    let frame = geometry.validRatios.count > 1 ? row / queries : 0
                    let ratio = geometry.validRatios[frame][level]
                    let axis = i % 2 == 0 ? ratio.x : ratio.y
                    scaled[i] = references[row * width + i % width] * axis
                }
            }
        }
    }

    /// sigmoid(delta + logit(reference)); points have no extent yet.
    private func refined(_ references: Tensor, by delta: Tensor) -> Tensor {
        let width = references.shape[2]
        return .filled(delta.shape) { refined in
            delta.withUnsafeBuffer { delta in
                references.withUnsafeBuffer { references in
                    for i in refined.indices {
                        var sum = delta[i]
                        if i % 4 < width {
                            sum += boundedLogit(references[i / 4 * width + i % 4])
                        }
                        refined[i] = sigmoid(sum)
                    }
                }
            }
        }
    }
}

/// log(share / (1 - share)), both kept off 0 by 1e-5.
func boundedLogit(_ share: Float) -> Float {
    let value = min(max(share, 0), 1)
    return log(max(value, 1e-5) / max(1 - value, 1e-5))
}

/// Every element of the first axis `count` times in a row.
func repeated(_ x: Tensor, _ count: Int, _ compute: Compute) -> Tensor {
    guard count > 1 else { return x }
    let elements = (0..<x.shape[0]).flatMap { index in
        Array(repeating: x.rows(index..<(index + 1)), count: count)
    }
    return compute.concatenate(elements, axis: 0)
}
