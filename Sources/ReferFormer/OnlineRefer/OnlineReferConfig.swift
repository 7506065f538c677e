import Weights

/// Every number that shapes a model of OnlineRefer (Wu et al., ICCV 2023, arXiv:2307.09356).
package struct OnlineReferConfig: Sendable, Equatable {
    /// What it shares with ReferFormer.
    package var network: ReferFormerConfig
    /// Whether a query's position changes from frame to frame, as the training's option `update_pos`
    /// has it.
    package var movesPositions: Bool

    package init(network: ReferFormerConfig, movesPositions: Bool = false) {
        (self.network, self.movesPositions) = (network, movesPositions)
    }

    /// The published architecture at toy size, for which reference values of every stage exist; by
    /// the names that reference files give.
    package static let presets: [(name: String, config: OnlineReferConfig)] = [
        ("onlinerefer_tiny", OnlineReferConfig(network: .tinyResNet)),
        ("onlinerefer_tiny_swin", OnlineReferConfig(network: .tinySwin)),
    ]
}

/// The shared numbers as they stand in ReferFormer's configuration, and the own one beside them.
extension OnlineReferConfig: StoredConfig {
    package static var kind: String { "OnlineRefer" }

    private enum CodingKeys: String, CodingKey {
        case movesPositions = "moves_positions"
    }

    package init(from decoder: any Decoder) throws {
        network = try ReferFormerConfig(from: decoder)
        movesPositions = try decoder.container(keyedBy: CodingKeys.self)
            .decode(Bool.self, forKey: .movesPositions)
    }

    package func encode(to encoder: any Encoder) throws {
        try network.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(movesPositions, forKey: .movesPositions)
    }
}

extension OnlineReferConfig {
    /// The configuration of a weights file without one.
    ///
    /// - Throws: `ReferFormerError.incomplete`, `.badConfig`.
    package init(inferredFrom layouts: [TensorLayout], path: String) throws {
        network = try ReferFormerConfig(inferredFrom: layouts, path: path)
        movesPositions = layouts.contains { $0.name.hasPrefix("\(OnlineRefer.positionTrack).") }
    }

    /// Checks that the numbers make a model.
    ///
    /// - Throws: `ReferFormerError.badConfig`.
    package func validate(path: String) throws {
        try network.validateEarlyFusion(path: path)
    }
}
