/// Bytes that come part by part.
package protocol ByteSource {
    /// The next part, never empty; nil after the last.
    mutating func next() throws -> ArraySlice<UInt8>?
}

/// The body of a request, as it comes: of the length that was told, or in chunks (RFC 9112, 7.1).
final class RequestBody: ByteSource {
    /// Whether all of it was read, so that another request may follow.
    private(set) var isWhole: Bool
    private let connection: Connection
    private let isChunked: Bool
    private let limit: Int
    private let asksFirst: Bool
    private var pace: Pace
    /// Bytes that are left of the body, or of the chunk; nil before a chunk begins.
    private var left: Int?
    private var total = 0
    private var isBegun = false

    /// - `limit`: bytes that are taken.
    /// - Throws: `Refusal`, 413, where more are announced.
    init(
        of head: RequestHead, on connection: Connection, limit: Int, _ limits: ServerLimits
    ) throws(Refusal) {
        (self.connection, self.limit) = (connection, limit)
        pace = Pace(limits)
        asksFirst = head["expect"]?.lowercased() == "100-continue"
        switch head.body {
        case .none: (isChunked, left, isWhole) = (false, 0, true)
        case .bytes(let count):
            guard count <= limit else { throw .tooLong(limit: limit) }
            (isChunked, left, isWhole) = (false, count, count == 0)
        case .chunked: (isChunked, left, isWhole) = (true, nil, false)
        }
    }

    /// - Throws: `Refusal`, 400, 408 or 413.
    func next() throws -> ArraySlice<UInt8>? {
        do {
            return try part()
        } catch Connection.Failure.tooSlow {
            throw Refusal.tooSlow
        } catch Connection.Failure.gone {
            throw Self.cut
        }
    }

    private func part() throws -> ArraySlice<UInt8>? {
        if isWhole { return nil }
        if !isBegun {
            isBegun = true
            if asksFirst {
                try connection.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), &pace)
            }
        }
        if isChunked, left == nil {
            let count = try chunkSize()
            guard count > 0 else {
                try readTrailer()
                isWhole = true
                return nil
            }
            guard total + count <= limit else { throw Refusal.tooLong(limit: limit) }
            left = count
        }
        guard let rest = left,
            let bytes = try connection.read(upTo: min(rest, 1 << 18), by: pace.deadline)
        else { throw Self.cut }
        pace.count(bytes.count)
        total += bytes.count
        left = rest - bytes.count
        if left == 0 {
            if isChunked {
                guard try connection.line(limit: 0, by: pace.deadline) == [] else {
                    throw Refusal.bad("a chunk that is longer than it says")
                }
                left = nil
            } else {
                isWhole = true
            }
        }
        return bytes
    }

    private func chunkSize() throws -> Int {
        guard let line = try connection.line(limit: 256, by: pace.deadline) else {
            throw Refusal.bad("a chunk without a length")
        }
        let digits = line.prefix { $0 != 0x3b && $0 != 0x20 }
        guard !digits.isEmpty, digits.count <= 15,
            digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let count = Int(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw Refusal.bad("a chunk whose length is no hexadecimal number") }
        return count
    }

    private func readTrailer() throws {
        for _ in 0..<RequestHead.mostFields {
            guard let line = try connection.line(limit: 1 << 10, by: pace.deadline) else { break }
            if line.isEmpty { return }
        }
        throw Refusal.bad("a body without an end")
    }

    private static let cut = Refusal.bad("a body that ends before its end")
}
