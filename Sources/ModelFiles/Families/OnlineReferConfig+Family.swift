import ReferFormer
import Tensors
import Weights

extension ModelFamily {
    static let onlineRefer = ModelFamily(
        name: OnlineReferConfig.kind, paper: "Wu et al., ICCV 2023", marks: referFormer.marks,
        signs: ["track_embed.linear1.weight", "track_embed.norm.weight"]
    ) { .onlineRefer(try OnlineReferConfig(of: $0)) }
}

extension OnlineReferConfig: FamilyConfig {
    package static var family: ModelFamily { .onlineRefer }

    package var backboneName: String { network.backboneName }

    package var reference: String {
        if case .resNet = network.backbone { "onlinerefer_tiny" } else { "onlinerefer_tiny_swin" }
    }

    package func build(_ source: any WeightSource, on compute: Compute) throws {
        _ = try OnlineRefer(source, config: self, on: compute)
    }
}
