import Foundation
import PlainClient
import Testing

@testable import Serving

@Suite("Requests")
struct RequestTests {
    private func head(_ text: String) throws -> RequestHead {
        try RequestHead(Array(text.replacingOccurrences(of: "\n", with: "\r\n").utf8))
    }

    @Test("a request is read as it was sent")
    func read() throws {
        let head = try head(
            "POST /v1/segment?a=b?c HTTP/1.1\nHost: here\nX-One:  1\t\nx-one: 2\nContent-Length: 12\n\n"
        )
        #expect(head.method == "POST" && head.path == "/v1/segment" && head.question == "a=b?c")
        #expect(head["host"] == "here" && head["x-one"] == "1, 2" && head["other"] == nil)
        #expect(head.body == .bytes(12) && head.staysOpen)
        #expect(try self.head("GET / HTTP/1.0\n\n").staysOpen == false)
        #expect(try self.head("GET / HTTP/1.1\nHost: a\nConnection: close\n\n").staysOpen == false)
    }

    @Test(
        "what two programs could understand differently is refused",
        arguments: [
            "GET / HTTP/1.1\n\n", "GET  / HTTP/1.1\nHost: a\n\n",
            "GET / HTTP/1.1\nHost: a\nHost: b\n\n",
            "get / HTTP/1.1\nHost: a\n\n", "GET http://a/ HTTP/1.1\nHost: a\n\n",
            "GET * HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\nHost: a\n folded\n\n",
            "GET / HTTP/1.1\nHost : a\n\n", "GET / HTTP/1.1\nHost: a\n: b\n\n",
            "GET / HTTP/1.1\nHost: a\nX: \u{0}\n\n", "GET /\u{e9} HTTP/1.1\nHost: a\n\n",
            "GET /\n\n",
            "POST / HTTP/1.1\nHost: a\nContent-Length: 1\nContent-Length: 2\n\n",
            "POST / HTTP/1.1\nHost: a\nContent-Length: 1\nTransfer-Encoding: chunked\n\n",
            "POST / HTTP/1.1\nHost: a\nContent-Length: -1\n\n",
            "POST / HTTP/1.1\nHost: a\nContent-Length: +1\n\n",
            "POST / HTTP/1.1\nHost: a\nContent-Length: 1, 1\n\n",
            "POST / HTTP/1.0\nTransfer-Encoding: chunked\n\n", "\n\n",
        ])
    func refused(_ text: String) throws {
        let refusal = try #require(throws: Refusal.self) { _ = try head(text) }
        #expect(refusal.status == .badRequest, "\(refusal)")
    }

    @Test("what is not spoken here is said to be so")
    func unknown() throws {
        let version = try #require(throws: Refusal.self) {
            _ = try head("GET / HTTP/2.0\nHost: a\n\n")
        }
        #expect(version.status == .versionNotSupported)
        let coding = try #require(throws: Refusal.self) {
            _ = try head("POST / HTTP/1.1\nHost: a\nTransfer-Encoding: gzip, chunked\n\n")
        }
        #expect(coding.status == .notImplemented)
        let many = (0...RequestHead.mostFields).map { "X\($0): 1\n" }.joined()
        let fields = try #require(throws: Refusal.self) {
            _ = try head("GET / HTTP/1.1\nHost: a\n\(many)\n")
        }
        #expect(fields.status == .fieldsTooLarge)
    }

    @Test("a head without an end is cut off")
    func endless() throws {
        let server = try TinyServer()
        let client = try server.client()
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
        while client.send([UInt8](repeating: 0x61, count: 4096)), !client.hasBytes() {}
        #expect(try client.answer().status == 431)
    }

    @Test("a request that is none is answered 400, and the connection ends")
    func nonsense() throws {
        let server = try TinyServer()
        let client = try server.client()
        client.send("\u{16}\u{3}\u{1}nonsense\r\n\r\n")
        #expect(try client.answer().status == 400 && client.isEnded())
    }

    @Test("several requests follow one another on a connection, sent at once")
    func several() throws {
        let server = try TinyServer()
        let client = try server.client()
        let one = "GET /v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
        client.send(one + one + one)
        let answers = try (0..<3).map { _ in try client.answer() }
        #expect(answers.allSatisfy { $0.status == 200 && $0.body == answers[0].body })
    }

    @Test("what is left of a body that was refused is not taken for a request")
    func leftover() throws {
        let server = try TinyServer()
        let client = try server.client()
        let inner = "GET /v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
        client.send(
            "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(inner.utf8.count)\r\n\r\n\(inner)"
        )
        #expect(try client.answer().status == 404)
        #expect(throws: Client.Broken.self) { _ = try client.answer() }
    }

    @Test("HEAD is GET without the body")
    func headOnly() throws {
        let server = try TinyServer()
        let client = try server.client()
        let whole = try client.ask("GET", "/page.css")
        let head = try client.ask("HEAD", "/page.css")
        #expect(head.status == 200 && head.fields["content-length"] == "\(whole.body.count)")
        #expect(try client.ask("GET", "/page.css").body == whole.body)
    }

    @Test("paths lead to what is listed, and nowhere else")
    func paths() throws {
        let server = try TinyServer()
        let id = try server.order(.clip(try Pictures.clip(1), ["the dog"]))
        _ = try server.events(of: id)
        for path in [
            "/../page.css", "/..%2f..%2fetc/passwd", "//page.css", "/page.css/", "/door.html",
            "/v1/jobs/\(id)/masks/0/..%2f0.png", "/v1/jobs/\(id)/masks/../input/00000.png",
            "/v1/jobs/\(id)/frames/-1.jpg", "/v1/jobs/\(id)/frames/1.jpg",
            "/v1/jobs/\(id)/frames/99999999999999999999.jpg", "/v1/jobs/\(id)/masks/1/0.png",
            "/v1/jobs/\(id)/input/00000", "/v1/jobs/..", "/v1/jobs/%2e%2e/result.json",
        ] {
            #expect(try server.ask("GET", path).status == 404, "\(path)")
        }
        let other = try server.ask("PUT", "/v1/jobs/\(id)")
        #expect(other.status == 405 && other.fields["allow"] == "GET, DELETE")
    }

    @Test(
        "the names of files are texts, never paths",
        arguments: [
            ("../../etc/passwd", "passwd"), ("/etc/cron.d/x", "x"), ("..", "film"),
            ("C:\\a\\b.jpg", "b.jpg"),
            ("a\u{0}b.jpg", "ab.jpg"), ("<b>x</b>.jpg", "b>.jpg"), ("\u{202e}gpj.exe", "gpj.exe"),
            ("", "film"),
            (String(repeating: "x", count: 3_000), String(repeating: "x", count: 200)),
        ])
    func names(_ name: String, _ expected: String) throws {
        let server = try TinyServer()
        var form = Form()
        form.add("query", "the dog")
        form.add("input", try Pictures.clip(1)[0], file: name)
        let id = try server.order(form)
        _ = try server.events(of: id)
        let status = try server.ask("GET", "/v1/jobs/\(id)").decoded(JobStatus.self)
        #expect(status.state == .done && status.input == expected, "\(status)")
        let files = try FileManager.default.subpathsOfDirectory(atPath: server.server.folder)
        #expect(files.filter { $0.contains("/input/") } == ["\(id)/input/00000"])
    }
}
