import MTTR
import ModelFiles
import ReferFormer
import Tensors
import Weights

extension Comparison {
    /// Runs the inputs of a golden file through a model of any family.
    ///
    /// - `config`: that of the golden's model; `weights`: what the model is made of.
    /// - Throws: `VerificationError`, `WeightsError`, and what is wrong with the inputs.
    package init(
        _ golden: Golden, _ config: ModelConfig, _ weights: any WeightSource, on compute: Compute
    ) throws {
        switch config {
        case .referFormer(let config):
            let model = try ReferFormer(weights, config: config, on: compute)
            try self.init(golden, model, on: compute)
        case .onlineRefer(let config):
            let model = try OnlineRefer(weights, config: config, on: compute)
            try self.init(golden, model, on: compute)
        case .mutr(let config):
            let model = try MUTR(weights, config: config, on: compute)
            try self.init(golden, model, on: compute)
        case .mttr(let config):
            let model = try MTTR(weights, config: config, on: compute)
            try self.init(golden, model, on: compute)
        case .soc(let config):
            let model = try SOC(weights, config: config, on: compute)
            try self.init(golden, model, on: compute)
        }
    }
}
