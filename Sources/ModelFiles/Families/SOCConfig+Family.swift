import ReferFormer
import Tensors
import Weights

extension ModelFamily {
    static let soc = ModelFamily(
        name: SOCConfig.kind, paper: "Luo et al., NeurIPS 2023",
        marks: [
            "spatial_decoder.out_lay.weight", "transformer.level_embed",
            "controller.layers.0.weight",
        ],
        signs: [
            "voc.query_embed.weight", "voc.fq_pos.weight", "vlf.multihead_attn.in_proj_weight",
            "txt_proj.fc.weight",
        ]
    ) { .soc(try SOCConfig(of: $0)) }
}

extension SOCConfig: FamilyConfig {
    package static var family: ModelFamily { .soc }

    package var backboneName: String { network.backboneName }

    package var reference: String { "soc_tiny" }

    package static func isRedundant(_ name: String) -> Bool { SOC.isRedundant(name) }

    package func build(_ source: any WeightSource, on compute: Compute) throws {
        _ = try SOC(source, config: self, on: compute)
    }
}
