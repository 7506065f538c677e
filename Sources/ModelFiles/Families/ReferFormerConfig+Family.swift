import ReferFormer
import Tensors
import Weights

extension ModelFamily {
    /// Also the models of this project, which are built of the same parts.
    static let referFormer = ModelFamily(
        name: ReferFormerConfig.kind, paper: "Wu et al., CVPR 2022",
        marks: [
            "fusion_module.multihead_attn.in_proj_weight", "resizer.fc.weight",
            "transformer.level_embed", "controller.layers.0.weight",
        ], signs: []
    ) { .referFormer(try ReferFormerConfig(of: $0)) }
}

extension ReferFormerConfig: FamilyConfig {
    package static var family: ModelFamily { .referFormer }

    package var backboneName: String { backbone.description.name }

    package var reference: String { "\(backbone.description.reference).small" }

    package var readsBytePairs: Bool { fusion == .beforeEncoder }

    package func build(_ source: any WeightSource, on compute: Compute) throws {
        _ = try ReferFormer(source, config: self, on: compute)
    }
}
