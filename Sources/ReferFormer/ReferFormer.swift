import Layers
import Tensors
import Weights

/// The ReferFormer family (Wu et al., CVPR 2022, arXiv:2201.00487): finds in the frames of a clip
/// what a sentence refers to.
///
///     let model = try ReferFormer(path: "model.safetensors", on: compute)
///     let text = try model.encode([tokens], on: compute)              // once per query
///     let trunk = try model.trunk(FrameBatch(clip: frames), on: compute)  // once per frame or clip
///     let seen = model.decode(trunk, text, on: compute)               // scores, boxes
///     let masks = model.masks(seen, trunk, on: compute)               // logits at stride 4
///
/// One model serves any number of threads, but only the `Compute` it was built for or one with the
/// same instruction set.
package struct ReferFormer: Sendable {
    package let config: ReferFormerConfig
    var encoder: VisionLanguageEncoder
    let decoder: DeformableDecoder
    let scores: [Linear]
    let pixelDecoder: PixelDecoder
    let maskHead: MaskHead
    let prior: PriorHead?
    let presence: PresenceHead?
    package let recognition: Recognition?

    /// Loads a weights file that carries its configuration.
    ///
    /// - Throws: `WeightsError`, `ReferFormerError`.
    package init(path: String, on compute: Compute) throws {
        try self.init(SafetensorsFile(path: path), on: compute)
    }

    /// Loads an open weights file that carries its configuration.
    ///
    /// - Throws: `WeightsError.mismatched`, `ReferFormerError`.
    package init(_ file: SafetensorsFile, on compute: Compute) throws {
        try self.init(
            FileWeights(file), config: ReferFormerConfig(from: file), on: compute)
    }

    /// Builds a model from any source of weights. All of its tensors must be used, but for those
    /// that `isRedundant` names.
    ///
    /// - Throws: `WeightsError.mismatched`, `ReferFormerError.badConfig`.
    package init(
        _ source: any WeightSource, config: ReferFormerConfig, on compute: Compute
    ) throws {
        try config.validate(path: source.path)
        let root = WeightScope(source, compute: compute)
        try self.init(root, config)
        try root.finish(ignoring: Self.isRedundant)
    }

    /// Builds a model that may be a part of another.
    ///
    /// - `config`: a valid one.
    /// - `joining`: how cells are joined with what they read.
    init(
        _ root: WeightScope, _ config: ReferFormerConfig, joining: Fusion.Joining = .product
    ) throws {
        let hidden = config.hidden
        self.config = config
        encoder = try VisionLanguageEncoder(root, config, names: .referFormer, joining: joining)
        decoder = try DeformableDecoder(root, config)
        scores = try (0..<config.decoderLayers).map {
            try Linear(root["class_embed"][$0], inputs: hidden, outputs: config.classes)
        }
        pixelDecoder = try PixelDecoder(root["pixel_decoder"], config)
        maskHead = try MaskHead(root, config)
        prior = config.prior > 0 ? try PriorHead(root["prior_head"], config) : nil
        presence = config.presence > 0 ? try PresenceHead(root["presence_head"], config) : nil
        recognition = try config.recognition.map { try Recognition(root["recognition"], $0) }
    }

    /// Whether a tensor of a published file says nothing: second names of the box heads, counters,
    /// weights of the training's losses, and tables of indices that follow from the configuration.
    package static func isRedundant(_ name: String) -> Bool {
        name.hasPrefix("transformer.decoder.bbox_embed.")
            || name.hasSuffix(".num_batches_tracked")
            || name.hasSuffix(".relative_position_index")
            || name == "text_encoder.embeddings.position_ids" || name == "criterion.empty_weight"
    }
}
