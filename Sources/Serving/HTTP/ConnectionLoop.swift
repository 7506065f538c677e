import Foundation

/// Answers the requests of one client, one after the other.
struct ConnectionLoop: Sendable {
    let limits: ServerLimits
    /// Answers one; what it throws is told the client.
    let answer: @Sendable (Request) throws -> Response

    /// Fields of every answer: nothing is loaded from elsewhere, nothing runs that is not the page's own, nobody else's
    /// page reads or frames anything, nothing is kept.
    static let fields = [
        Refusal.Field(
            name: "Content-Security-Policy",
            value: "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; "
                + "form-action 'self'; frame-ancestors 'none'"),
        Refusal.Field(name: "X-Content-Type-Options", value: "nosniff"),
        Refusal.Field(name: "Referrer-Policy", value: "no-referrer"),
        Refusal.Field(name: "Cross-Origin-Resource-Policy", value: "same-origin"),
        Refusal.Field(name: "Cross-Origin-Opener-Policy", value: "same-origin"),
        Refusal.Field(name: "Permissions-Policy", value: "microphone=(self), camera=()"),
        Refusal.Field(name: "Cache-Control", value: "no-store"),
    ]

    /// Returns when the client has gone, wants no more, or has not kept the rules.
    func run(_ connection: Connection) {
        var isFirst = true
        while true {
            do {
                guard let bytes = try connection.head(isFirst: isFirst) else { return }
                isFirst = false
                let request = Request(try RequestHead(bytes), on: connection, limits)
                guard try serve(request, on: connection) else { break }
            } catch let refusal as Refusal {
                try? send(Response(refusal), for: nil, on: connection, staysOpen: false)
                break
            } catch Connection.Failure.headTooLong {
                let refusal = Refusal(
                    .fieldsTooLarge,
                    "a first line and header fields of more than \(limits.headBytes) bytes; send fewer"
                )
                try? send(Response(refusal), for: nil, on: connection, staysOpen: false)
                break
            } catch Connection.Failure.tooSlow where isFirst {
                try? send(Response(.tooSlow), for: nil, on: connection, staysOpen: false)
                break
            } catch {
                return
            }
        }
        connection.linger()
    }

    /// - Returns: whether another request may follow.
    /// - Throws: `Connection.Failure` where the answer cannot be sent.
    private func serve(_ request: Request, on connection: Connection) throws -> Bool {
        let response: Response
        do {
            response = try answer(request)
        } catch let refusal as Refusal {
            response = Response(refusal)
        } catch let failure as Connection.Failure {
            throw failure
        } catch {
            response = Response(Refusal(.failed, "\(error)"))
        }
        let staysOpen = request.head.staysOpen && request.isRead
        try send(response, for: request.head, on: connection, staysOpen: staysOpen)
        return staysOpen
    }

    private func send(
        _ response: Response, for head: RequestHead?, on connection: Connection, staysOpen: Bool
    ) throws {
        let isSilent = head?.method == "HEAD"
        var lines = ["HTTP/1.1 \(response.status.rawValue) \(response.status.words)"]
        let own = Set(response.fields.map(\.name))
        for field in response.fields + Self.fields.filter({ !own.contains($0.name) }) {
            lines.append("\(field.name): \(field.value)")
        }
        var isChunked = false
        switch response.body {
        case .bytes(let bytes) where response.status != .noContent:
            lines.append("Content-Length: \(bytes.count)")
        case .bytes: break
        case .file(_, let size): lines.append("Content-Length: \(size)")
        case .stream:
            isChunked = head?.minorVersion == 1
            if isChunked { lines.append("Transfer-Encoding: chunked") }
        }
        var closes = !staysOpen
        if case .stream = response.body, !isChunked { closes = true }
        lines.append("Connection: \(closes ? "close" : "keep-alive")")
        let start = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        var pace = Pace(limits)
        switch response.body {
        case .bytes(let bytes):
            try connection.send(isSilent ? start : start + bytes, &pace)
        case .file(let file, let size):
            try connection.send(start, &pace)
            var left = isSilent ? 0 : size
            while left > 0, let part = try file.read(upToCount: min(left, 1 << 18)), !part.isEmpty {
                try connection.send(Array(part), &pace)
                left -= part.count
            }
            // A file that became shorter: the client must not wait for the rest of it.
            if left > 0, !isSilent { throw Connection.Failure.gone }
        case .stream(let body):
            try connection.send(start, &pace)
            let stream = ResponseStream(
                connection, limits, isChunked: isChunked, isSilent: isSilent)
            if !isSilent { try body(stream) }
            try stream.finish()
            if closes, staysOpen { throw Connection.Failure.gone }
        }
    }
}
