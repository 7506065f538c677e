import Foundation
import PlainClient
import ShippedFiles
import Testing

@testable import Serving

@Suite("The description of the interface")
struct OpenAPITests {
    private struct Description: Decodable {
        let openapi: String
        let paths: [String: [String: Ignored]]
        struct Ignored: Decodable { init(from decoder: any Decoder) {} }
    }

    @Test("names every path that is answered, with its methods, and no other")
    func paths() throws {
        let bytes = try Data(contentsOf: ShippedFiles.page("openapi.json"))
        let description = try JSONDecoder().decode(Description.self, from: bytes)
        let methods: Set = ["get", "post", "put", "delete", "patch", "head"]
        let described = description.paths.flatMap { path, entries in
            entries.keys.filter(methods.contains).map { "\($0.uppercased()) \(path)" }
        }
        // What the page consists of is the page's own business.
        let answered = Server.paths.filter { $0 == "GET /" || $0.contains(" /v1/") }
        #expect(described.sorted() == answered.sorted())
        #expect(description.openapi == "3.1.0")
    }

    @Test("is served")
    func served() throws {
        let server = try TinyServer()
        let answer = try server.ask("GET", "/v1/openapi.json")
        #expect(try answer.body == Data(contentsOf: ShippedFiles.page("openapi.json")))
    }
}
