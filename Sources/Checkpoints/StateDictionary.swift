import Weights

/// The tensors of a model in what a checkpoint holds: the top level itself, or what lies there
/// under "model" or "state_dict".
struct StateDictionary {
    /// In the order of the checkpoint; named as in the model, without the "module." that all names
    /// begin with where it was trained by several processes.
    let tensors: [(name: String, tensor: TorchTensor)]
    /// Everything else at the top level, by its name.
    let sideData: [String: PickleValue]

    private static let keys = ["model", "state_dict"]
    private static let prefix = "module."

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
            return (name, tensor)
        }
        let parallel = found.allSatisfy { $0.name.hasPrefix(Self.prefix) }
        tensors = found.map {
            (parallel ? String($0.name.dropFirst(Self.prefix.count)) : $0.name, $0.tensor)
        }
        var names: Set<String> = []
        for (name, _) in tensors where !names.insert(name).inserted {
            throw WeightsError.damaged(
                path: path, place: "tensor \(name)", found: "it twice", expected: "each name once")
        }
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
