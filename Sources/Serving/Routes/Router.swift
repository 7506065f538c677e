/// Finds what answers a request.
struct Router: Sendable {
    let access: Access
    let routes: [Route]

    /// - Throws: `Refusal`, 401, 403, 404, 405 or 421, and what the route throws.
    func answer(_ request: Request) throws -> Response {
        try access.checkOrigin(request.head)
        let method = request.head.method == "HEAD" ? "GET" : request.head.method
        var methods: [String] = []
        for route in routes {
            guard let values = route.pattern.match(request.head.path) else { continue }
            guard route.method == method else {
                methods.append(route.method)
                continue
            }
            if !route.isOpen { try access.check(request.head) }
            return try route.answer(request, values)
        }
        try access.check(request.head)
        guard methods.isEmpty else {
            throw Refusal(
                .methodNotAllowed,
                "\(request.head.path): not to be asked by \(request.head.method); expected "
                    + methods.joined(separator: " or "),
                fields: [Refusal.Field(name: "Allow", value: methods.joined(separator: ", "))])
        }
        throw Refusal(.notFound, "nothing here; GET /v1/openapi.json tells what there is")
    }
}
