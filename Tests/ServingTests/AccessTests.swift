import Foundation
import PlainClient
import Testing

@testable import Serving

@Suite("Who may ask")
struct AccessTests {
    private let token = "correct-horse-battery"

    @Test(
        "other names than this machine's are misdirected",
        arguments: [
            "evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example",
            "[::1", "127.0.0.1:80x", "",
        ])
    func foreignHost(_ host: String) throws {
        let server = try TinyServer()
        let answer = try server.ask("GET", "/", fields: ["Host: \(host)"])
        #expect(answer.status == 421)
        #expect(!answer.text.contains("<html"))
    }

    @Test(
        "addresses and localhost are answered, whatever the port",
        arguments: ["127.0.0.1", "localhost:9999", "[::1]:8080", "LOCALHOST", "192.168.1.7:8080"])
    func ownHost(_ host: String) throws {
        let server = try TinyServer()
        #expect(try server.ask("GET", "/", fields: ["Host: \(host)"]).status == 200)
    }

    @Test(
        "other sites' pages change nothing",
        arguments: [
            "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site",
            "Origin: http://evil.example", "Origin: null", "Origin: http://127.0.0.1:1",
        ])
    func crossSite(_ field: String) throws {
        let server = try TinyServer()
        let form = Form.clip(try Pictures.clip(1), ["the dog"])
        let refused = try server.ask(
            "POST", "/v1/segment", fields: [form.type, field], body: form.bytes)
        #expect(refused.status == 403)
        let id = try server.order(form)
        #expect(try server.ask("DELETE", "/v1/jobs/\(id)", fields: [field]).status == 403)
        #expect(try server.ask("GET", "/v1/jobs/\(id)").status == 200)
    }

    @Test("its own page, and programs, may")
    func sameSite() throws {
        let server = try TinyServer()
        let form = Form.clip(try Pictures.clip(1), ["the dog"])
        let own = [
            form.type, "Host: localhost", "Origin: http://localhost", "Sec-Fetch-Site: same-origin",
        ]
        #expect(
            try server.ask("POST", "/v1/segment", fields: own, body: form.bytes).status == 202)
    }

    @Test("pictures are not read by other sites' pages, but a link to the page works")
    func reading() throws {
        let server = try TinyServer()
        let site = "Sec-Fetch-Site: cross-site"
        #expect(
            try server.ask("GET", "/v1/openapi.json", fields: [site, "Sec-Fetch-Mode: no-cors"])
                .status == 403)
        #expect(
            try server.ask("GET", "/", fields: [site, "Sec-Fetch-Mode: navigate"]).status == 200)
    }

    @Test("without the token, or with a wrong one, nothing is answered")
    func wrongToken() throws {
        let server = try TinyServer(token: token)
        for fields in [
            [], ["Authorization: Bearer wrong"], ["Authorization: Bearer \(token)x"],
            ["Authorization: Bearer \(token.dropLast())"], ["Authorization: Basic \(token)"],
            ["Authorization: Bearer "], ["Cookie: refseg-session=\(token)"],
        ] {
            let answer = try server.ask("GET", "/v1/jobs/0", fields: fields)
            #expect(answer.status == 401, "\(fields)")
            #expect(answer.fields["www-authenticate"] == "Bearer")
            #expect(try server.ask("GET", "/page.js", fields: fields).status == 401)
            #expect(try server.ask("GET", "/nowhere", fields: fields).status == 401)
            let page = try server.ask("GET", "/", fields: fields)
            #expect(page.status == 401 && page.text.contains("name=\"token\""))
        }
        let right = try server.ask(
            "GET", "/v1/openapi.json", fields: ["Authorization: Bearer \(token)"])
        #expect(right.status == 200)
    }

    @Test("the key of the first visit becomes a cookie, and opens nothing a second time")
    func key() throws {
        let server = try TinyServer(token: token)
        let path = server.server.firstPath
        #expect(path.hasPrefix("/?key="))
        let first = try server.ask("GET", path)
        #expect(first.status == 303 && first.fields["location"] == "/")
        let cookie = try #require(first.fields["set-cookie"])
        #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
        #expect(!cookie.contains(token))
        let session = "Cookie: other=1; \(cookie.prefix { $0 != ";" })"
        #expect(try server.ask("GET", "/", fields: [session]).status == 200)
        #expect(try server.ask("GET", path).status == 401)
        #expect(server.server.firstPath == "/")
        #expect(try server.ask("GET", "/?key=").status == 401)
    }

    @Test("the token typed into the page becomes a cookie, a wrong one none")
    func door() throws {
        let server = try TinyServer(token: token)
        let type = "Content-Type: application/x-www-form-urlencoded"
        let wrong = try server.ask(
            "POST", "/v1/session", fields: [type], body: Array("token=wrong".utf8))
        #expect(wrong.status == 401 && wrong.fields["set-cookie"] == nil)
        let right = try server.ask(
            "POST", "/v1/session", fields: [type], body: Array("token=\(token)".utf8))
        #expect(right.status == 303)
        let cookie = try #require(right.fields["set-cookie"]).prefix { $0 != ";" }
        #expect(try server.ask("GET", "/page.js", fields: ["Cookie: \(cookie)"]).status == 200)
    }

    @Test("every answer tells browsers to load, frame, guess and keep nothing")
    func fields() throws {
        let server = try TinyServer(token: token)
        for path in ["/", "/v1/jobs/0", "/nowhere", "/page.css"] {
            let fields = try server.ask("GET", path).fields
            #expect(fields["content-security-policy"]?.hasPrefix("default-src 'self'") == true)
            #expect(fields["content-security-policy"]?.contains("frame-ancestors 'none'") == true)
            #expect(fields["x-content-type-options"] == "nosniff")
            #expect(fields["referrer-policy"] == "no-referrer")
            #expect(fields["cross-origin-resource-policy"] == "same-origin")
        }
    }

    @Test("a secret is only itself")
    func secret() {
        let secret = Secret("abcdef")
        #expect(secret.matches("abcdef"))
        for word in ["", "abcde", "abcdefg", "abcdeg", "ABCDEF", "abcdefabcdef"] {
            #expect(!secret.matches(word), "\(word)")
        }
        #expect(Secret.randomWord() != Secret.randomWord())
        #expect(Secret.randomWord().count == 64)
    }
}
