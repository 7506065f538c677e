/// A request whose body has not been read yet.
package final class Request {
    package let head: RequestHead
    private let connection: Connection
    private let limits: ServerLimits
    private var reading: RequestBody?

    init(_ head: RequestHead, on connection: Connection, _ limits: ServerLimits) {
        (self.head, self.connection, self.limits) = (head, connection, limits)
    }

    /// The body, once.
    ///
    /// - `limit`: bytes that are taken.
    /// - Throws: `Refusal`, 413, where more are announced.
    func body(limit: Int) throws(Refusal) -> RequestBody {
        precondition(reading == nil, "a body that is read twice")
        let body = try RequestBody(of: head, on: connection, limit: limit, limits)
        reading = body
        return body
    }

    /// Whether nothing of it is left on the connection.
    var isRead: Bool { reading?.isWhole ?? (head.body == .none || head.body == .bytes(0)) }
}
