import ReferFormer
import Weights

extension MTTRConfig {
    /// The configuration of a weights file without one.
    ///
    /// - Throws: `ReferFormerError.incomplete`, `.badConfig`.
    package init(inferredFrom layouts: [TensorLayout], path: String) throws {
        let names = CheckpointNames(layouts, path: path, backbone: "backbone")
        let (encoder, decoder) = ("transformer.encoder.layers", "transformer.decoder.layers")
        let hidden = try names.extent("obj_queries.weight", 1, of: 2)
        self.init(
            backbone: try names.videoSwin(stages: 3), hidden: hidden,
            // In every published model; in the toy ones, which are narrower, four.
            heads: hidden < 256 ? 4 : 8,
            feedforward: try names.extent("\(encoder).0.linear1.weight", 0, of: 2),
            encoderLayers: names.count(encoder), decoderLayers: names.count(decoder),
            queries: try names.extent("obj_queries.weight", 0, of: 2),
            maskFeatures: try names.extent("spatial_decoder.out_lay.weight", 0, of: 4),
            text: try names.text("transformer.text_encoder"))
        try validate(path: path)
    }
}
