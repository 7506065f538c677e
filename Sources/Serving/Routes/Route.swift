/// A method and a path, and what answers them.
struct Route: Sendable {
    let method: String
    let pattern: PathPattern
    /// Whether everybody may ask, with the token or without.
    var isOpen = false
    /// - The values of the path's names.
    let answer: @Sendable (Request, [String: String]) throws -> Response

    init(
        _ method: String, _ path: String, isOpen: Bool = false,
        _ answer: @escaping @Sendable (Request, [String: String]) throws -> Response
    ) {
        (self.method, pattern, self.isOpen) = (method, PathPattern(path), isOpen)
        self.answer = answer
    }
}
