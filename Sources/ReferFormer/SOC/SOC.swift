import Layers
import Tensors
import Weights

/// SOC (Luo et al., NeurIPS 2023, arXiv:2305.17011): ReferFormer's encoder, whose queries do not know
/// the sentence when they begin to look. What they find in all frames is summed up in a few vectors of
/// the whole clip, which then tell every frame what the object is.
///
///     let model = try SOC(file, config: config, on: compute)
///     let text = try model.encode([tokens], on: compute)              // once per query
///     let trunk = model.trunk(FrameBatch(clip: frames), on: compute)  // once per clip
///     let seen = model.decode(trunk, text, on: compute)               // scores, boxes
///     let masks = model.masks(seen, trunk, on: compute)               // logits at stride 4
///
/// One model serves any number of threads, but only the `Compute` it was built for or one with the
/// same instruction set.
package struct SOC: Sendable {
    package let config: SOCConfig
    let encoder: VisionLanguageEncoder
    let decoder: DeformableDecoder
    let cluster: ObjectCluster
    let scores: [Linear]
    let spatialDecoder: SpatialDecoder
    let maskHead: MaskHead

    /// Builds a model from any source of weights. All of its tensors must be used, but for those
    /// that `isRedundant` names.
    ///
    /// - Throws: `WeightsError.mismatched`, `ReferFormerError.badConfig`.
    package init(_ source: any WeightSource, config: SOCConfig, on compute: Compute) throws {
        try config.validate(path: source.path)
        let root = WeightScope(source, compute: compute)
        let network = config.network
        self.config = config
        encoder = try VisionLanguageEncoder(
            root, network, names: .init(fusion: "vlf", resizer: "txt_proj"))
        decoder = try DeformableDecoder(root, network)
        cluster = try ObjectCluster(root["voc"], config)
        scores = try (0..<network.decoderLayers).map {
            try Linear(
                root["class_embed"][$0], inputs: network.hidden, outputs: network.classes)
        }
        spatialDecoder = try SpatialDecoder(
            root["spatial_decoder"], hidden: network.hidden,
            finer: [network.hidden, network.hidden, network.featureChannels[0]],
            outputs: network.maskFeatures)
        maskHead = try MaskHead(root, network)
        try root.finish(ignoring: Self.isRedundant)
    }

    /// Whether a tensor of a published file says nothing: those of ReferFormer's, counters of
    /// operations, and the reading of frames by words, which only the training's contrastive loss
    /// needs.
    package static func isRedundant(_ name: String) -> Bool {
        ReferFormer.isRedundant(name) || name.hasPrefix("lvf.") || name.hasSuffix("total_params")
            || name.hasSuffix("total_ops")
    }
}
