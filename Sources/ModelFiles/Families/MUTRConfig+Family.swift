import ReferFormer
import Tensors
import Weights

extension ModelFamily {
    static let mutr = ModelFamily(
        name: MUTRConfig.kind, paper: "Yan et al., AAAI 2024", marks: referFormer.marks,
        signs: ["MTA.layers.0.norm1.weight", "mti.decoder_norm.weight"]
    ) { .mutr(try MUTRConfig(of: $0)) }
}

extension MUTRConfig: FamilyConfig {
    package static var family: ModelFamily { .mutr }

    package var backboneName: String { network.backboneName }

    package var reference: String {
        switch network.backbone {
        case .resNet: "mutr_tiny"
        case .swin, .videoSwin: "mutr_tiny_video_swin"
        case .convNeXt: "mutr_tiny_convnext"
        case .convMAE: "mutr_tiny_convmae"
        }
    }

    package func build(_ source: any WeightSource, on compute: Compute) throws {
        _ = try MUTR(source, config: self, on: compute)
    }
}
