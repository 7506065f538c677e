import Tensors
import Weights

/// MUTR (Yan et al., AAAI 2024, arXiv:2305.16318): ReferFormer whose words look at the whole clip
/// before they ask, and whose queries of all frames come together as those of the clip.
///
///     let model = try MUTR(file, config: config, on: compute)
///     let text = try model.network.encode([tokens], on: compute)
///     let trunk = try model.network.trunk(FrameBatch(clip: frames), on: compute)
///     let seen = model.decode(trunk, text, on: compute)
///     let masks = model.network.masks(seen, trunk, on: compute)
///
/// Weights: ReferFormer's, `MTA.*`, `mti.*`.
package struct MUTR: ClipModel {
    package let config: MUTRConfig
    package var network: ReferFormer
    private let aggregation: TemporalAggregation
    private let interaction: TemporalInteraction

    /// Builds a model from any source of weights. All of its tensors must be used, but for those
    /// that `ReferFormer.isRedundant` names.
    ///
    /// - Throws: `WeightsError.mismatched`, `ReferFormerError.badConfig`.
    package init(_ source: any WeightSource, config: MUTRConfig, on compute: Compute) throws {
        try config.validate(path: source.path)
        let root = WeightScope(source, compute: compute)
        self.config = config
        network = try ReferFormer(root, config.network, joining: .sum)
        aggregation = try TemporalAggregation(root["MTA"], config)
        interaction = try TemporalInteraction(root["mti"], config)
        try root.finish(ignoring: ReferFormer.isRedundant)
    }

    /// Looks for what a text refers to.
    ///
    /// What the published inference does with the decoder's layers is kept, since the published
    /// results came of it: the clip's queries are made of the last layer's states, but they are
    /// scored by the first layer's head, and boxes, from whose centres masks are drawn, are the first
    /// layer's.
    ///
    /// - `trunk`: of one clip. `text`: one.
    package func decode(
        _ trunk: Trunk, _ text: EncodedText, on compute: Compute, recording stages: StageRecorder?
    ) -> Decoded {
        precondition(trunk.clips == 1, "\(trunk.clips) clips at a time")
        let memory = network.memory(trunk, text, on: compute, stages)
        let frames = trunk.frames
        let sentence = aggregation(
            text.words, network.encoder.maps(trunk.cells, trunk.geometry, compute), on: compute,
            stages)
        stages?.record("dec.tgt", sentence)
        stages?.record("dec.query_pos", network.decoder.positions)
        let queries = network.decoder.queries(
            network.decoder.begin(sentence, on: compute, stages), frames: frames, on: compute)
        let outcome = network.decoder(queries, memory.cells, trunk.geometry, on: compute, stages)
        if let stages {
            for (layer, states) in outcome.states.enumerated() {
                stages.record("mti.in.\(layer)", states)
            }
        }
        let last = outcome.states.count - 1
        let ofClip = interaction(outcome.states[last], on: compute, stages)
        let scores = network.scores[0](ofClip, on: compute).largestOfLast
        stages?.record("ctrl.0", network.maskHead.parameters(ofClip, on: compute))
        return Decoded(
            scores: repeated(scores.reshaped([1, queries.count]), frames, compute),
            boxes: outcome.boxes[0], referencePoints: network.centres(outcome.boxes[last - 1]),
            presence: nil, maskFeatures: memory.maskFeatures, prior: nil,
            states: repeated(ofClip, frames, compute))
    }
}
