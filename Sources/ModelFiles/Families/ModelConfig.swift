import Checkpoints
import MTTR
import ReferFormer

/// The configuration of a model of any family.
package enum ModelConfig: Equatable, Sendable {
    case referFormer(ReferFormerConfig)
    case onlineRefer(OnlineReferConfig)
    case mttr(MTTRConfig)
    case mutr(MUTRConfig)
    case soc(SOCConfig)

    /// The configuration of the model that a file holds.
    ///
    /// - Throws: `FamilyError`, `ReferFormerError`.
    package init(of file: CheckpointFile) throws {
        self = try ModelFamily(of: file).config(file)
    }

    /// A configuration as a file of reference values names it.
    ///
    /// - Throws: `ReferFormerError.badConfig`.
    package init(json text: String, path: String) throws {
        let name = text.filter { $0 != "\"" }
        if let config = OnlineReferConfig.preset(name) {
            self = .onlineRefer(config)
        } else if let config = MTTRConfig.preset(name) {
            self = .mttr(config)
        } else if let config = MUTRConfig.preset(name) {
            self = .mutr(config)
        } else if let config = SOCConfig.preset(name) {
            self = .soc(config)
        } else {
            self = .referFormer(try ReferFormerConfig(json: text, path: path))
        }
    }

    /// The configuration of a model that judges an annotated frame among so many.
    ///
    /// - Throws: `FamilyError.fixedNeighbourhood` for a family with one number.
    func judging(among frames: Int, path: String) throws -> ModelConfig {
        guard case .mttr(var config) = self else {
            throw FamilyError.fixedNeighbourhood(path: path, family: family.name)
        }
        config.neighbourhood = frames
        try config.validate(path: path)
        return .mttr(config)
    }

    /// Family and backbone.
    package var title: String { "\(family.name) with \(own.backboneName)" }

    /// The configuration as that of its family.
    package var own: any FamilyConfig {
        switch self {
        case .referFormer(let config): config
        case .onlineRefer(let config): config
        case .mttr(let config): config
        case .mutr(let config): config
        case .soc(let config): config
        }
    }

    package var family: ModelFamily { type(of: own).family }

    /// Whether a tensor of a published file says nothing.
    package func isRedundant(_ name: String) -> Bool { type(of: own).isRedundant(name) }
}

extension ModelConfig: Encodable {
    package func encode(to encoder: any Encoder) throws { try own.encode(to: encoder) }
}
