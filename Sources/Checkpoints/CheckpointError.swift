/// What keeps a PyTorch checkpoint from being read, beyond damage (`WeightsError.damaged`). Every
/// message names the file, what was found, what was expected, and the way out.
package enum CheckpointError: Error, Equatable, CustomStringConvertible {
    /// The pickle wants something of Python that is neither a tensor nor plain data.
    case asksPython(path: String, place: String, name: String)
    /// Sound as far as can be told, but written in a way that is not read.
    case unsupported(path: String, place: String, found: String, expected: String)
    /// Something takes more memory or work than any checkpoint of weights has need of.
    case tooLarge(path: String, place: String, found: String, limit: String)
    /// A checkpoint in which no model's tensors are where they belong; `found` describes the top level.
    case noWeights(path: String, found: String)

    package var description: String {
        switch self {
        case .asksPython(let path, let place, let name):
            """
            \(path): \(place): asks Python to call \(name); refseg reads tensors and plain values \
            only and runs nothing, so save the model's state_dict alone, or get it as safetensors
            """
        case .unsupported(let path, let place, let found, let expected):
            """
            \(path): \(place): found \(found), expected \(expected); \
            save it again with torch.save, or get it as safetensors
            """
        case .tooLarge(let path, let place, let found, let limit):
            """
            \(path): \(place): found \(found), expected \(limit) at most; \
            save the model's state_dict alone, or get it as safetensors
            """
        case .noWeights(let path, let found):
            """
            \(path): found \(found), expected tensors by their names, at the top or under "model", \
            "state_dict" or the like; save the model's state_dict alone with torch.save
            """
        }
    }
}
