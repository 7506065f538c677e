import Testing

@testable import Serving

@Suite("Forms")
struct MultipartReaderTests {
    /// Bytes in pieces of one size.
    private struct Pieces: ByteSource {
        var rest: ArraySlice<UInt8>
        let size: Int

        mutating func next() -> ArraySlice<UInt8>? {
            guard !rest.isEmpty else { return nil }
            defer { rest = rest.dropFirst(size) }
            return rest.prefix(size)
        }
    }

    private func reader(
        _ text: String, boundary: String = "b", pieces: Int = 1_000
    ) throws -> MultipartReader<Pieces> {
        try MultipartReader(
            Pieces(rest: Array(text.utf8)[...], size: pieces),
            contentType: "multipart/form-data; boundary=\(boundary)")
    }

    @Test("parts are the same however the bytes are cut", arguments: [1, 2, 3, 5, 7, 1_000])
    func cut(_ size: Int) throws {
        let tricky = "\r\n--\r\n-b\r\n--\r\r\n--c"
        var reader = try reader(
            "before\r\n--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\(tricky)\r\n--b\r\n"
                + "content-disposition: form-data; name=x; filename=\"p%22\\\"q.jpg\"\r\n"
                + "Content-Type: image/jpeg\r\n\r\n\r\n--b--\r\nafter", pieces: size)
        #expect(try reader.next() == .init(name: "a", fileName: nil))
        #expect(try reader.text(limit: 100) == tricky)
        #expect(try reader.next() == .init(name: "x", fileName: "p%22\"q.jpg"))
        #expect(try reader.text(limit: 0) == "")
        #expect(try reader.next() == nil && reader.next() == nil)
    }

    @Test("parts that nobody reads are passed over")
    func passed() throws {
        var reader = try reader(
            "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b\r\n"
                + "Content-Disposition: form-data; name=b\r\n\r\n2\r\n--b--")
        _ = try reader.next()
        #expect(try reader.next()?.name == "b")
        #expect(try reader.text(limit: 1) == "2")
    }

    @Test(
        "what is no form is refused",
        arguments: [
            "", "--b", "--b--x", "--b\r\n\r\nx\r\n--b--",
            "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
            "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx", "--bx\r\n\r\n--b--",
            "--b\r\nX: " + String(repeating: "x", count: 5_000) + "\r\n\r\n",
        ])
    func refused(_ text: String) throws {
        var reader = try reader(text)
        if text == "--b--x" {
            // What follows the end is nobody's.
            #expect(try reader.next() == nil)
            return
        }
        #expect(throws: Refusal.self) {
            while try reader.next() != nil { _ = try reader.text(limit: 1 << 20) }
        }
    }

    @Test("a text that is too long, or none, is refused")
    func texts() throws {
        let start = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n"
        var long = try reader(start + "12345\r\n--b--")
        _ = try long.next()
        let refusal = try #require(throws: Refusal.self) { _ = try long.text(limit: 4) }
        #expect(refusal.status == .contentTooLarge)
        var bytes = MultipartReaderTests.bytes(start)
        bytes += [0xff, 0xfe] + MultipartReaderTests.bytes("\r\n--b--")
        var foreign = try MultipartReader(
            Pieces(rest: bytes[...], size: 9), contentType: "multipart/form-data; boundary=\"b\"")
        _ = try foreign.next()
        #expect(throws: Refusal.self) { _ = try foreign.text(limit: 100) }
    }

    @Test(
        "another type, or none, or no boundary",
        arguments: [
            nil, "", "text/plain", "multipart/mixed; boundary=b", "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=" + String(repeating: "x", count: 71),
        ])
    func types(_ type: String?) {
        #expect(throws: Refusal.self) {
            _ = try MultipartReader(Pieces(rest: [], size: 1), contentType: type)
        }
    }

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}
