/// Sends the parts of a body whose length nobody knows: in chunks, or to a client of HTTP/1.0 as they are.
package final class ResponseStream {
    private let connection: Connection
    private let limits: ServerLimits
    private let isChunked: Bool
    private let isSilent: Bool

    /// - `isSilent`: whether the body of the answer is left out, as HEAD asks.
    init(_ connection: Connection, _ limits: ServerLimits, isChunked: Bool, isSilent: Bool) {
        (self.connection, self.limits) = (connection, limits)
        (self.isChunked, self.isSilent) = (isChunked, isSilent)
    }

    /// Sends a part.
    ///
    /// - Throws: `Connection.Failure` where the client has gone or takes nothing.
    package func send(_ bytes: [UInt8]) throws {
        guard !bytes.isEmpty, !isSilent else { return }
        let frame = isChunked ? Array("\(String(bytes.count, radix: 16))\r\n".utf8) : []
        // Between parts may lie any time: each has its own.
        var pace = Pace(limits)
        try connection.send(frame + bytes + (isChunked ? [0x0d, 0x0a] : []), &pace)
    }

    func finish() throws {
        guard isChunked, !isSilent else { return }
        var pace = Pace(limits)
        try connection.send(Array("0\r\n\r\n".utf8), &pace)
    }
}
