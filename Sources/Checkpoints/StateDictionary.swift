import Weights

/// The tensors of a model in what a checkpoint holds: the top level itself, or what lies there under one
/// of the names that trainings give it.
struct StateDictionary {
    /// In the order of the checkpoint; named as in the model, without what wrappers put before all names.
    let tensors: [(name: String, tensor: TorchTensor)]
    /// Everything else at the top level, by its name.
    let sideData: [String: PickleValue]

    /// The model as it was trained before the mean of its last steps.
    private static let keys = [
        "model", "state_dict", "model_state_dict", "model_state", "net", "module", "weights",
        "ema_model", "model_ema", "ema_state_dict", "ema",
    ]
    /// Training by several processes and averaging; a module around the model.
    private static let prefixes = ["module.", "model."]
    /// What `torch.compile` calls a module inside the one that it makes of it.
    private static let compiled = "_orig_mod."
    /// How many models an average is of (`torch.optim.swa_utils.AveragedModel`); no tensor of the model.
    private static let averaged = "n_averaged"

    /// - Throws: `CheckpointError.noWeights`; `WeightsError.damaged`, if a name comes twice.
    init(_ value: PickleValue, path: String) throws {
        guard case .dictionary = value, let named = value.named else {
            throw CheckpointError.noWeights(path: path, found: "no dictionary")
        }
        let inner = Self.keys.first { key in
            named[key]?.members?.contains(where: Self.isTensor) ?? false
        }
        let members = inner.flatMap { named[$0]?.members } ?? value.members ?? []
        guard members.contains(where: Self.isTensor) else {
            throw CheckpointError.noWeights(path: path, found: Self.described(named))
        }
        sideData = named.filter { key, value in
            if let inner { return key != inner }
            if case .tensor = value { return false }
            return true
        }
        let found = members.compactMap { member -> (name: String, tensor: TorchTensor)? in
            guard case .text(let name) = member.key, case .tensor(let tensor) = member.value else {
                return nil
            }
            return name == Self.averaged
                ? nil : (name.replacing(Self.compiled, with: ""), tensor)
        }
        tensors = Self.unwrapped(found)
        var names: Set<String> = []
        for (name, _) in tensors where !names.insert(name).inserted {
            throw WeightsError.damaged(
                path: path, place: "tensor \(name)", found: "it twice", expected: "each name once")
        }
    }

    private static func unwrapped(
        _ tensors: [(name: String, tensor: TorchTensor)]
    ) -> [(name: String, tensor: TorchTensor)] {
        let wrapper = prefixes.first { prefix in tensors.allSatisfy { $0.name.hasPrefix(prefix) } }
        guard let wrapper, !tensors.isEmpty else { return tensors }
        return unwrapped(tensors.map { (String($0.name.dropFirst(wrapper.count)), $0.tensor) })
    }

    private static func isTensor(_ member: PickleValue.Member) -> Bool {
        if case .text = member.key, case .tensor = member.value { return true }
        return false
    }

    private static func described(_ named: [String: PickleValue]) -> String {
        guard !named.isEmpty else { return "an empty dictionary" }
        let keys = named.keys.sorted().prefix(6).map { "\"\($0.prefix(40))\"" }
        let rest = named.count - keys.count
        return "a dictionary of " + keys.joined(separator: ", ")
            + (rest > 0 ? " and \(rest) more" : "")
    }
}
