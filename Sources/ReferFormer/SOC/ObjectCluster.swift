import Layers
import Tensors
import Weights

/// Sums up what queries found in all frames of a clip: the finds exchange what they know, over all
/// frames, and a few learned queries that begin as the sentence read them (Luo et al. 2023, 3.3).
///
/// Weights: those of `ClipQueries`.
struct ObjectCluster: Sendable {
    private let queries: ClipQueries

    init(_ scope: WeightScope, _ config: SOCConfig) throws {
        queries = try ClipQueries(
            scope, width: config.network.hidden, heads: config.clusterHeads,
            inner: config.clusterFeedforward, queries: config.network.queries,
            exchanges: config.clusterEncoderLayers, questions: config.clusterDecoderLayers,
            names: .init(module: "voc", exchange: "selfattn"))
    }

    /// - `found`: `[clips · frames, queries, hidden]`, all frames of a clip in a row.
    /// - `sentence`: `[clips, hidden]`.
    /// - Result: `[clips, queries, hidden]`.
    func callAsFunction(
        _ found: Tensor, sentence: Tensor, on compute: Compute, _ stages: StageRecorder?
    ) -> Tensor {
        let (clips, count, hidden) = (sentence.shape[0], found.shape[1], found.shape[2])
        var x = found.reshaped([clips, found.count / (clips * hidden), hidden])
        for (index, layer) in queries.exchanges.enumerated() {
            x = layer.attention(x, query: x, key: x, value: x, on: compute)
            stages?.record("voc.enc.\(index).attn", x)
            x = layer.feedforward(x, on: compute)
            stages?.record("voc.enc.\(index)", x)
        }
        let start = repeated(sentence.reshaped([clips, 1, hidden]), count, compute)
            .reshaped([clips, count, hidden])
        return queries.ask(x.reshaped(found.shape), from: start, on: compute, stages)
    }
}
