import Foundation
import PlainClient
import Testing

@testable import Serving

@Suite("Ending jobs", .serialized, .timeLimit(.minutes(3)))
struct CancellationTests {
    /// Folders of servers and what is in them.
    private func files(of server: TinyServer) -> [String] {
        let root = server.server.folder
        return (FileManager.default.enumerator(atPath: root)?.allObjects as? [String] ?? [])
            .sorted()
    }

    /// Waits until something holds, at most until the suite's time is over.
    private func until(_ holds: () throws -> Bool) rethrows {
        while try !holds() { usleep(2_000) }
    }

    @Test("a job that waits is gone at once, with its files")
    func queued() throws {
        let server = try TinyServer(isOpen: false)
        let form = Form.clip(try Pictures.clip(2), ["the dog"])
        let first = try server.order(form)
        let second = try server.order(form)
        #expect(files(of: server).contains("\(second)/input/00001"))
        #expect(try server.ask("DELETE", "/v1/jobs/\(second)").status == 204)
        #expect(!files(of: server).contains { $0.hasPrefix(second) })
        #expect(try server.ask("GET", "/v1/jobs/\(second)").status == 404)
        #expect(try server.ask("DELETE", "/v1/jobs/\(second)").status == 404)
        server.gate.open()
        #expect(try server.events(of: first).last?.kind == "state")
    }

    @Test("a job that runs stops within a frame; whoever watches it is told")
    func running() throws {
        let server = try TinyServer()
        let id = try server.order(.clip(try Pictures.clip(2_000), ["the dog"]))
        let watcher = try server.client()
        watcher.send("GET /v1/jobs/\(id)/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try until {
            try server.ask("GET", "/v1/jobs/\(id)").decoded(JobStatus.self).frames > 0
        }
        #expect(try server.ask("DELETE", "/v1/jobs/\(id)").status == 204)
        let events = try watcher.answer().events
        let last = try JSONDecoder().decode(JobStatus.self, from: try #require(events.last).data)
        #expect(last.state == .cancelled)
        #expect(events.count < 2_000)
        until { files(of: server).isEmpty }
        // The next one has its turn.
        let next = try server.order(.clip(try Pictures.clip(1), ["the dog"]))
        #expect(try server.events(of: next).count >= 3)
    }

    @Test("a job that is done is forgotten, with its files")
    func done() throws {
        let server = try TinyServer()
        let id = try server.order(.clip(try Pictures.clip(2), ["the dog"]))
        _ = try server.events(of: id)
        #expect(files(of: server).contains("\(id)/masks/0/00001.png"))
        #expect(try server.ask("DELETE", "/v1/jobs/\(id)").status == 204)
        until { files(of: server).isEmpty }
        #expect(try server.ask("GET", "/v1/jobs/\(id)/masks/0/1.png").status == 404)
    }

    @Test("what nobody asks for is removed after a while, and the oldest where there are many")
    func expired() throws {
        let patient = try TinyServer { $0.finished = 2 }
        let form = Form.clip(try Pictures.clip(1), ["the dog"])
        let ids = try (0..<3).map { _ in
            let id = try patient.order(form)
            _ = try patient.events(of: id)
            return id
        }
        until { files(of: patient).allSatisfy { !$0.hasPrefix(ids[0]) } }
        #expect(try patient.ask("GET", "/v1/jobs/\(ids[2])").status == 200)

        let hasty = try TinyServer { $0.keepSeconds = 0.2 }
        let id = try hasty.order(form)
        _ = try hasty.events(of: id)
        until { files(of: hasty).isEmpty }
        #expect(try hasty.ask("GET", "/v1/jobs/\(id)").status == 404)
    }

    @Test("an upload that breaks off leaves nothing")
    func brokenUpload() throws {
        let server = try TinyServer()
        do {
            let client = try server.client()
            let form = Form.clip(try Pictures.clip(3), ["the dog"])
            client.send(
                "POST /v1/segment HTTP/1.1\r\nHost: localhost\r\n\(form.type)\r\n"
                    + "Content-Length: \(form.bytes.count)\r\n\r\n")
            client.send(Array(form.bytes.prefix(form.bytes.count / 2)))
            until { !files(of: server).isEmpty }
        }
        until { files(of: server).isEmpty }
    }

    @Test("a server that ends leaves no file, no descriptor and no thread behind")
    func end() throws {
        func descriptors() -> Int {
            (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
        }
        func use() throws -> String {
            let server = try TinyServer()
            let form = Form.clip(try Pictures.clip(3), ["the dog"])
            let id = try server.order(form)
            _ = try server.events(of: id)
            _ = try server.ask("GET", "/v1/jobs/\(id)/masks.zip")
            let idle = try server.client()
            _ = try idle.ask("GET", "/")
            _ = try server.order(.clip(try Pictures.clip(500), ["the dog"]))
            return server.server.folder
        }
        _ = try use()
        let before = descriptors()
        for _ in 0..<3 {
            let folder = try use()
            #expect(!FileManager.default.fileExists(atPath: folder))
        }
        // Other suites open files too while this one counts.
        until { descriptors() <= before + 2 }
    }
}
