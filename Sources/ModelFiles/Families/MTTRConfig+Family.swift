import MTTR
import ReferFormer
import Tensors
import Weights

extension ModelFamily {
    static let mttr = ModelFamily(
        name: MTTRConfig.kind, paper: "Botach et al., CVPR 2022",
        marks: ["spatial_decoder.out_lay.weight", "transformer.txt_proj.fc.weight"],
        signs: [
            "obj_queries.weight", "is_referred_head.weight",
            "instance_kernels_head.layers.0.weight",
        ]
    ) { .mttr(try MTTRConfig(of: $0)) }
}

extension MTTRConfig: FamilyConfig {
    package static var family: ModelFamily { .mttr }

    package var backboneName: String { backboneDescription.name }

    package var reference: String { "mttr_tiny" }

    package static func isRedundant(_ name: String) -> Bool { MTTR.isRedundant(name) }

    package func build(_ source: any WeightSource, on compute: Compute) throws {
        _ = try MTTR(source, config: self, on: compute)
    }
}
