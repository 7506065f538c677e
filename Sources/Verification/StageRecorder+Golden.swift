import ReferFormer
import Tensors

extension StageRecorder {
    /// A stage under the reference's name, stages of all layers one after another where it stacks
    /// them. What ReferFormer's references call `self`, SOC's call `selfattn`.
    package func tensor(_ name: String, on compute: Compute) -> Tensor? {
        if let tensor = self[name] { return tensor }
        if name.hasSuffix(".selfattn") { return self[String(name.dropLast("attn".count))] }
        var parts: [Tensor] = []
        while let part = self["\(name).\(parts.count)"] { parts.append(part) }
        return parts.isEmpty ? nil : compute.concatenate(parts, axis: 0)
    }

    /// Compares every stage of a golden file, in the order of computation.
    ///
    /// - Throws: `VerificationError.noStage`.
    package func differences(
        from golden: Golden, on compute: Compute, where isWanted: (String) -> Bool = { _ in true }
    ) throws -> [StageDifference] {
        let order = Dictionary(
            stages.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { $1 })
        let names = golden.stages.filter(isWanted).sorted {
            order[$0, default: .max] < order[$1, default: .max]
        }
        return try names.map { name in
            guard let actual = tensor(name, on: compute) else {
                throw VerificationError.noStage(path: golden.file.path, stage: name)
            }
            return try golden.difference(name, actual)
        }
    }
}
