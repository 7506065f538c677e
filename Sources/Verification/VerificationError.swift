/// Why a model cannot be compared with reference values. One sentence each.
package enum VerificationError: Error, Equatable, CustomStringConvertible {
    /// A file of reference values that lacks what the comparison needs.
    case badGolden(path: String, found: String)
    /// Reference values of another model.
    case otherModel(path: String, found: String, expected: String)
    /// A stage that the model does not have.
    case noStage(path: String, stage: String)

    package var description: String {
        switch self {
        case .badGolden(let path, let found):
            "\(path): found \(found), expected reference values of a model's stages; "
                + "name another file with --golden"
        case .otherModel(let path, let found, let expected):
            "\(path): reference values of \(expected), but the weights are those of \(found); "
                + "name weights and reference values of one model"
        case .noStage(let path, let stage):
            "\(path): found stage \(stage), which the model does not have; "
                + "name reference values of the same kind of model with --golden"
        }
    }
}
