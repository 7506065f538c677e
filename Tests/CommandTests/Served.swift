import Foundation
import PlainClient
import Testing

/// `refseg serve`, at a free port, with everything that it writes inside a folder.
final class Served {
    /// Where a browser goes first.
    let address: String
    let port: Int
    private let run: Program.Running

    /// - `place`: its `tmp` holds what the server writes.
    init(_ arguments: [String] = [], in place: TemporaryFolder) throws {
        try place.makeFolder("tmp")
        let run = try Program.start(
            ["serve", "--port", "0", "--quiet"] + arguments, in: place,
            environment: ["TMPDIR": place.path + "/tmp"])
        self.run = run
        let deadline = Date().addingTimeInterval(60)
        var match: Substring?
        while match == nil {
            match = try run.printed().firstMatch(of: /http:\S+/)?.output
            try #require(run.process.isRunning || match != nil, "it ended")
            try #require(Date() < deadline, "no address within a minute")
            usleep(10_000)
        }
        address = String(try #require(match))
        let number = try #require(address.firstMatch(of: /:(\d+)\//)).output.1
        port = try #require(Int(number))
    }

    deinit { run.process.terminate() }

    /// Sends a signal and waits for the end.
    func end(by signal: Int32) throws -> Program.Outcome {
        kill(run.process.processIdentifier, signal)
        return try run.finish()
    }

    func ask(
        _ method: String, _ path: String, fields: [String] = [], body: [UInt8] = []
    ) throws -> Client.Answer {
        try Client(port: port).ask(method, path, fields: fields, body: body)
    }

    /// Orders a job and waits for its end; returns its path.
    func finished(_ form: Form) throws -> String {
        let ordered = try ask("POST", "/v1/segment", fields: [form.type], body: form.bytes)
        try #require(ordered.status == 202, "\(ordered.text)")
        let path = try #require(ordered.fields["location"])
        #expect(try ask("GET", path + "/events").events.last?.kind == "state")
        return path
    }

    /// What is told of a job.
    struct Status: Decodable {
        struct Query: Decodable {
            let text: String
            let recording: String?
            let matched: Bool?
        }
        let state: String
        let queries: [Query]
        let error: String?
        let warning: String?
    }

    func status(_ path: String) throws -> Status { try ask("GET", path).decoded(Status.self) }
}
