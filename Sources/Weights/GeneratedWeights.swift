import Tensors

/// Weights from a counter-based generator that knows no order: every value depends on its tensor's
/// name and its index alone (SplitMix64's finaliser, Steele et al. 2014, over an FNV-1a hash of the
/// name). The parity goldens were made with the same weights.
package struct GeneratedWeights: WeightSource {
    package let seed: UInt64

    package init(seed: UInt64 = 1) { self.seed = seed }

    package var path: String { "generated weights (seed \(seed))" }
    package var names: [String]? { nil }

    package func availability(_ name: String, _ shape: [Int]) -> WeightAvailability { .present }

    package func load(_ name: String, _ shape: [Int]) -> Tensor {
        let (scale, offset) = Self.range(name, shape)
        let base = Self.hash(name) &+ seed &* 0xD1B5_4A32_D192_ED03
        return .filled(shape) { values in
            var state = base
            for i in values.indices {
                state &+= 0x9E37_79B9_7F4A_7C15
                var z = state
                z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
                z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
                z ^= z >> 31
                let unit = Double(z >> 40) / 8_388_608 - 1
                values[i] = Float(unit * Double(scale) + Double(offset))
            }
        }
    }

    /// FNV-1a, 64 bits.
    package static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// Half width and centre of a tensor's values: what keeps activations of every stage in a range
    /// where errors show.
    private static func range(_ key: String, _ shape: [Int]) -> (scale: Float, offset: Float) {
        let parts = key.split(separator: ".")
        let leaf = parts.last ?? ""
        let parent = parts.dropLast().last ?? ""
        let inBody = key.contains("backbone.0.body")
        let weight = leaf == "weight"
        let fan = { (gain: Double) -> (Float, Float) in
            (Float(gain * (3 / Double(shape.dropFirst().reduce(1, *))).squareRoot()), 0)
        }
        if ["fq_pos", "query_embed", "query_feat"].contains(where: { key == "mti.\($0).weight" }) {
            return (1.7, 0)
        }
        if leaf == "gamma" { return (0.5, 1) }
        if leaf == "pos_embed" { return (0.5, 0) }
        if parent.hasPrefix("_bn") && leaf == "running_var" { return (0.3, 0.8) }
        if parent.hasPrefix("_bn") && weight { return (0.3, 1) }
        if leaf == "running_mean" { return (0.2, 0) }
        if leaf == "running_var" { return (0.495, 0.5) }
        if inBody && shape.count == 1 && (parent.hasPrefix("bn") || key.contains(".downsample.1."))
        {
            return !weight ? (0.2, 0) : parent == "bn3" ? (0.2, 0.4) : (0.3, 1)
        }
        if leaf == "relative_position_bias_table" { return (0.5, 0) }
        if key == "resizer.fc.weight" || key.hasSuffix("txt_proj.fc.weight") { return fan(0.02) }
        if key == "resizer.fc.bias" || key.hasSuffix("txt_proj.fc.bias") { return (0.005, 0) }
        if shape.count == 1 {
            if weight { return (0.5, 1) }
            if key.contains("sampling_offsets") { return (3, 0) }
            if key.hasPrefix("class_embed") { return (0.5, -1) }
            if key.contains("bbox_embed") && key.contains(".layers.2.") { return (0.2, 0) }
            return (0.1, 0)
        }
        if key.contains("text_encoder.embeddings") { return (0.035, 0) }
        if [
            "query_embed.weight", "transformer.level_embed", "obj_queries.weight",
            "voc.query_embed.weight", "voc.fq_pos.weight",
        ].contains(key) {
            return (1.7, 0)
        }
        if key == "is_referred_head.weight" { return fan(2) }
        if key == "instance_kernels_head.layers.1.weight" { return fan(3) }
        if key.contains("decoder.layers") && key.hasSuffix("multihead_attn.in_proj_weight") {
            return fan(2.4)
        }
        if shape.count == 4 && inBody
            && (parent.contains("conv") || key.contains(".downsample.0"))
        {
            return fan(1.4)
        }
        if key.contains("sampling_offsets") || key.contains("attention_weights") { return fan(1) }
        if key.contains("bbox_embed") && key.contains(".layers.2") { return fan(0.8) }
        if key.hasPrefix("class_embed") { return fan(2) }
        if key == "transformer.reference_points.weight" { return fan(1) }
        if key.hasPrefix("controller.layers.2") { return fan(0.3) }
        if key == "pixel_decoder.mask_features.weight" { return fan(4) }
        return fan(1.2)
    }
}
