import Layers
import Tensors
import Weights

/// Brings the queries of all frames together as those of the clip: first they tell each other what
/// they saw, within windows of frames that are shifted in every other layer, then a query of the
/// clip's own asks those of every frame.
///
/// Weights: those of `ClipQueries`; `query_feat.weight`, `[queries, hidden]`.
struct TemporalInteraction: Sendable {
    /// Frames of a window.
    private static let window = 4

    private let queries: ClipQueries
    private let start: Tensor

    init(_ scope: WeightScope, _ config: MUTRConfig) throws {
        let network = config.network
        queries = try ClipQueries(
            scope, width: network.hidden, heads: network.fusionHeads,
            inner: config.interactionWidth, queries: network.queries,
            exchanges: config.interactionEncoderLayers,
            questions: config.interactionDecoderLayers,
            names: .init(module: "mti", exchange: "self"))
        start = try scope["query_feat"].tensor("weight", [network.queries, network.hidden])
    }

    /// The clip's queries, `[1, queries, hidden]`.
    ///
    /// - `states`: of every frame, `[frames, queries, hidden]`.
    func callAsFunction(
        _ states: Tensor, on compute: Compute, _ stages: StageRecorder?
    ) -> Tensor {
        let (frames, count, width) = (states.shape[0], states.shape[1], states.shape[2])
        var seen = states
        for (index, layer) in queries.exchanges.enumerated() {
            let shift = index % 2 == 0 ? 0 : Self.window / 2
            let told = Self.windows(of: frames, shift: shift).map { window in
                let x = seen.rows(window).reshaped([1, window.count * count, width])
                return layer.attention(x, query: x, key: x, value: x, on: compute)
                    .reshaped([window.count, count, width])
            }
            seen = layer.feedforward(compute.concatenate(told, axis: 0), on: compute)
            stages?.record("mti.enc.\(index)", seen)
        }
        return queries.ask(
            seen, from: start.reshaped([1, count, width]), on: compute, stages)
    }

    /// Frames that see each other: those with equal ⌊(frame + shift) / window⌋.
    static func windows(of frames: Int, shift: Int) -> [Range<Int>] {
        stride(from: -shift, to: frames, by: window).map { start in
            max(start, 0)..<min(start + window, frames)
        }
    }
}
