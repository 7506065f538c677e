/// What can be wrong between a model and what it is given.
package enum ReferFormerError: Error, Equatable, CustomStringConvertible {
    /// A weights file that says nothing about its architecture.
    case noConfig(path: String)
    /// A weights file without a tensor that tells of its configuration.
    case incomplete(path: String, missing: String)
    /// A tensor that tells of a configuration and has other axes than it has in any model.
    case misshapen(path: String, tensor: String, found: [Int], axes: Int)
    /// Sizes that a weights file's tensors tell and that make no model.
    case badSizes(path: String, field: String, found: String, expected: String)
    /// A configuration that makes no model.
    case badConfig(path: String, field: String, found: String, expected: String)
    /// A text longer than the position table.
    case tooManyTokens(found: Int, limit: Int)
    /// A token that the embedding table lacks: tokenizer and weights do not belong together.
    case unknownToken(Int, vocabulary: Int)
    /// Frames that the network's pyramid has no room for.
    case smallFrames(height: Int, width: Int, least: Int)

    package var description: String {
        switch self {
        case .noConfig(let path):
            return """
                \(path): metadata: found no "config", expected the architecture as JSON; \
                use weights exported for refseg
                """
        case .incomplete(let path, let missing):
            return """
                \(path): found no tensor \(missing), expected it with a shape that tells the model's \
                sizes; download the checkpoint again or use weights exported for refseg
                """
        case .misshapen(let path, let tensor, let found, let axes):
            return """
                \(path): tensor \(tensor): found shape \(found), expected \(axes) axes, which tell the \
                model's sizes; download the checkpoint again or use weights exported for refseg
                """
        case .badSizes(let path, let field, let found, let expected):
            return """
                \(path): the tensors' shapes tell a model that cannot be: \(field) found \(found), \
                expected \(expected); download the checkpoint again or use weights exported for refseg
                """
        case .badConfig(let path, let field, let found, let expected):
            let place = field.isEmpty ? "config" : "config, \(field)"
            return """
                \(path): \(place): found \(found), expected \(expected); \
                use weights exported for refseg
                """
        case .tooManyTokens(let found, let limit):
            return "query: found \(found) tokens, expected at most \(limit); shorten it"
        case .unknownToken(let token, let vocabulary):
            return """
                query: found token \(token), expected less than \(vocabulary); \
                use the tokenizer that the weights were trained with
                """
        case .smallFrames(let height, let width, let least):
            return """
                frames: found \(width)×\(height) pixels, expected at least \(least)×\(least); \
                use larger frames
                """
        }
    }
}
