import Layers
import ReferFormer
import Tensors
import Weights

/// The MTTR family (Botach et al., CVPR 2022, arXiv:2111.14821): a transformer reads each frame's
/// cells and the words of the sentence as one sequence; what a query finds in the frames of a clip
/// is one object.
///
///     let model = try MTTR(file, config: config, on: compute)
///     let text = try model.encode([tokens], on: compute)              // once per query
///     let trunk = model.trunk(FrameBatch(clip: frames), on: compute)  // once per clip
///     let seen = model.decode(trunk, text, on: compute)               // scores
///     let masks = model.masks(seen, on: compute)                      // logits at stride 4
///
/// One model serves any number of threads, but only the `Compute` it was built for or one with the
/// same instruction set.
package struct MTTR: Sendable {
    package let config: MTTRConfig
    let backbone: SwinTransformer
    let projection: Convolution
    let textEncoder: TextEncoder
    let resizer: Resizer
    let encoder: MultimodalEncoder
    let decoder: InstanceDecoder
    let spatialDecoder: SpatialDecoder
    let kernelHead: MLP
    let referredHead: Linear

    /// Builds a model from any source of weights. All of its tensors must be used, but for those
    /// that `isRedundant` names.
    ///
    /// - Throws: `WeightsError.mismatched`, `ReferFormerError.badConfig`.
    package init(_ source: any WeightSource, config: MTTRConfig, on compute: Compute) throws {
        try config.validate(path: source.path)
        let root = WeightScope(source, compute: compute)
        let transformer = root["transformer"]
        let hidden = config.hidden
        self.config = config
        backbone = try SwinTransformer(
            root["backbone"], config.backbone, kind: .video, inputs: 3)
        projection = try Convolution(
            root["vid_embed_proj"], channels: config.backbone.channels[2], outputs: hidden,
            kernel: 1, bias: true)
        textEncoder = try TextEncoder(transformer["text_encoder"], config.text)
        resizer = try Resizer(
            transformer["txt_proj"], inputs: config.text.width, outputs: hidden)
        encoder = try MultimodalEncoder(transformer["encoder"], config)
        decoder = try InstanceDecoder(
            transformer["decoder"], queries: root["obj_queries"], config)
        spatialDecoder = try SpatialDecoder(
            root["spatial_decoder"], hidden: hidden,
            finer: config.backbone.channels.prefix(2).reversed(), outputs: config.maskFeatures)
        kernelHead = try MLP(
            root["instance_kernels_head"], widths: [hidden, hidden, config.maskFeatures])
        referredHead = try Linear(root["is_referred_head"], inputs: hidden, outputs: 2)
        try root.finish(ignoring: Self.isRedundant)
    }

    /// Whether a tensor of a published file says nothing: tables of indices that follow from the
    /// configuration.
    package static func isRedundant(_ name: String) -> Bool {
        name.hasSuffix(".relative_position_index")
            || name == "transformer.text_encoder.embeddings.position_ids"
    }
}
