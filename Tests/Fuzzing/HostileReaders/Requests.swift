import Serving

extension HostileReader {
    /// Bytes in pieces that cut everything somewhere.
    private struct Pieces: ByteSource {
        var rest: ArraySlice<UInt8>

        mutating func next() -> ArraySlice<UInt8>? {
            guard !rest.isEmpty else { return nil }
            defer { rest = rest.dropFirst(11) }
            return rest.prefix(11)
        }
    }

    /// The head of a request, and the form behind it.
    static func readRequest(_ input: [UInt8]) throws {
        try refusing(Serving.Refusal.self) {
            let end = input.indices.first { input[$0...].starts(with: "\r\n\r\n".utf8) }
            let head = try RequestHead(Array(input.prefix((end ?? input.count) + 4)))
            var form = try MultipartReader(
                Pieces(rest: input.dropFirst((end ?? input.count) + 4)),
                contentType: head["content-type"])
            while try form.next() != nil {
                _ = try form.text(limit: 1 << 10)
            }
        }
    }
}
