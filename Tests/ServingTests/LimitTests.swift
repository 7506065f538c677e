import Foundation
import PlainClient
import Testing

@testable import Serving

@Suite("Limits of the server")
struct LimitTests {
    @Test("a body that is announced too long is refused before it comes")
    func announced() throws {
        let server = try TinyServer { $0.uploadBytes = 1 << 20 }
        let client = try server.client()
        client.send(
            "POST /v1/segment HTTP/1.1\r\nHost: localhost\r\n\(Form().type)\r\n"
                + "Content-Length: 10737418240\r\n\r\n")
        let answer = try client.answer()
        #expect(answer.status == 413 && answer.error.hasPrefix("more than 1 MB;"))
        #expect(answer.fields["connection"] == "close")
    }

    @Test("a client that asks first is told to go on, or not to")
    func expected() throws {
        let server = try TinyServer { $0.uploadBytes = 1 << 20 }
        for (length, status) in [("2000000", 413), ("99999999999999999999999", 413)] {
            let client = try server.client()
            client.send(
                "POST /v1/segment HTTP/1.1\r\nHost: localhost\r\n\(Form().type)\r\n"
                    + "Expect: 100-continue\r\nContent-Length: \(length)\r\n\r\n")
            #expect(try client.answer().status == status)
        }
        let form = Form.clip(try Pictures.clip(1), ["the dog"])
        let client = try server.client()
        let answer = try client.ask(
            "POST", "/v1/segment", fields: [form.type, "Expect: 100-continue"], body: form.bytes)
        #expect(answer.status == 202)
    }

    @Test("a body in chunks is counted as it comes")
    func chunked() throws {
        let server = try TinyServer { $0.uploadBytes = 1 << 20 }
        let client = try server.client()
        client.send(
            "POST /v1/segment HTTP/1.1\r\nHost: localhost\r\n\(Form().type)\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n")
        var form = Form()
        form.add("input", [UInt8](repeating: 0xff, count: 1 << 16), file: "a.jpg")
        let part = form.parts
        for _ in 0..<40 {
            guard client.send("\(String(part.count, radix: 16))\r\n"), client.send(part),
                client.send("\r\n")
            else { break }
        }
        #expect(try client.answer().status == 413)
    }

    @Test("a form in chunks is read like any other")
    func chunkedForm() throws {
        let server = try TinyServer()
        let form = Form.clip(try Pictures.clip(2), ["the dog"])
        let client = try server.client()
        client.send(
            "POST /v1/segment HTTP/1.1\r\nHost: localhost\r\n\(form.type)\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n")
        // Pieces that cut boundaries anywhere.
        var rest = form.bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(97)
            client.send("\(String(piece.count, radix: 16));note=1\r\n")
            client.send(Array(piece) + [0x0d, 0x0a])
            rest = rest.dropFirst(97)
        }
        client.send("0\r\nTrailer: x\r\n\r\n")
        #expect(try client.answer().status == 202)
        // And the connection goes on.
        #expect(try client.ask("GET", "/v1/openapi.json").status == 200)
    }

    @Test("files and queries are counted, recordings weighed")
    func counts() throws {
        let server = try TinyServer {
            $0.uploadFiles = 3
            $0.queries = 2
            $0.audioBytes = 1000
        }
        let frames = try Pictures.clip(4)
        var heavy = Form.clip(Array(frames.prefix(1)), [])
        heavy.add("audio", [UInt8](repeating: 1, count: 1001), file: "a.wav")
        for form in [
            Form.clip(frames, ["the dog"]),
            .clip(Array(frames.prefix(1)), ["a dog", "a cat", "a cow"]), heavy,
        ] {
            let answer = try server.ask(
                "POST", "/v1/segment", fields: [form.type], body: form.bytes)
            #expect(answer.status == 413, "\(answer.text)")
        }
        let right = Form.clip(Array(frames.prefix(3)), ["a dog", "a cat"])
        #expect(
            try server.ask("POST", "/v1/segment", fields: [right.type], body: right.bytes).status
                == 202)
    }

    @Test("a clip of more frames than are allowed fails, and says what helps")
    func frames() throws {
        let server = try TinyServer { $0.frames = 2 }
        let id = try server.order(.clip(try Pictures.clip(3), ["the dog"]))
        _ = try server.events(of: id)
        let status = try server.ask("GET", "/v1/jobs/\(id)").decoded(JobStatus.self)
        #expect(status.state == .failed && status.error?.contains("more than 2 frames") == true)
    }

    @Test("jobs beyond the queue are told to come back, before they are uploaded")
    func queue() throws {
        let server = try TinyServer(isOpen: false) { $0.queue = 2 }
        let form = Form.clip(try Pictures.clip(1), ["the dog"])
        let running = try server.order(form)
        while try server.ask("GET", "/v1/jobs/\(running)").decoded(JobStatus.self).state == .queued
        {
            usleep(1_000)
        }
        let waiting = try (0..<2).map { _ in try server.order(form) }
        let client = try server.client()
        client.send(
            "POST /v1/segment HTTP/1.1\r\nHost: localhost\r\n\(form.type)\r\n"
                + "Content-Length: \(form.bytes.count)\r\n\r\n")
        let answer = try client.answer()
        #expect(answer.status == 503 && answer.fields["retry-after"] == "10")
        let places = try waiting.map {
            try server.ask("GET", "/v1/jobs/\($0)").decoded(JobStatus.self).position
        }
        #expect(places == [1, 2])
        server.gate.open()
        for id in waiting { _ = try server.events(of: id) }
        #expect(
            try server.ask("POST", "/v1/segment", fields: [form.type], body: form.bytes).status
                == 202)
    }

    @Test("clients beyond the connections are told to come back")
    func connections() throws {
        let server = try TinyServer { $0.connections = 2 }
        let held = try (0..<2).map { _ in try server.client() }
        for client in held { #expect(try client.ask("GET", "/").status == 200) }
        let answer = try server.client().answer()
        #expect(answer.status == 503 && answer.fields["retry-after"] == "2")
        #expect(try held[0].ask("GET", "/").status == 200)
    }

    @Test("clients that say nothing, or little by little, are given up")
    func slow() throws {
        let server = try TinyServer {
            $0.headSeconds = 0.3
            $0.idleSeconds = 0.3
            $0.silenceSeconds = 0.3
            $0.graceSeconds = 0.5
        }
        let silent = try server.client()
        #expect(silent.isEnded() && !silent.hasAnswer)
        let half = try server.client()
        half.send("GET / HTTP/1.1\r\nHost: lo")
        #expect(try half.answer().status == 408 && half.isEnded())
        let idle = try server.client()
        #expect(try idle.ask("GET", "/").status == 200 && idle.isEnded())
        let body = try server.client()
        body.send(
            "POST /v1/segment HTTP/1.1\r\nHost: localhost\r\n\(Form().type)\r\nContent-Length: 9999\r\n\r\n"
        )
        #expect(try body.answer().status == 408)
        // A byte now and then keeps nobody here for long.
        let dripping = try server.client()
        dripping.send(
            "POST /v1/segment HTTP/1.1\r\nHost: localhost\r\n\(Form().type)\r\nContent-Length: 9999\r\n\r\n"
        )
        var sent = 0
        while sent < 100, dripping.send([0x2d]) {
            usleep(50_000)
            sent += 1
        }
        #expect(sent < 100)
    }

    @Test("a client that sends half of a body and then nothing more is told so")
    func halfClosed() throws {
        let server = try TinyServer()
        let client = try server.client()
        client.send(
            "POST /v1/segment HTTP/1.1\r\nHost: localhost\r\n\(Form().type)\r\nContent-Length: 9999\r\n\r\n--a"
        )
        client.finishSending()
        let answer = try client.answer()
        #expect(answer.status == 400 && answer.error.contains("ends before its end"))
        #expect(client.isEnded())
    }

    @Test("a client that says nothing more after its request is answered nevertheless")
    func finished() throws {
        let server = try TinyServer()
        let id = try server.order(.clip(try Pictures.clip(3), ["the dog"]))
        let client = try server.client()
        client.send("GET /v1/jobs/\(id)/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        client.finishSending()
        #expect(try client.answer().events.count >= 4)
        #expect(client.isEnded())
    }
}
