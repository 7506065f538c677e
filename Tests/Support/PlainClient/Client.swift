import Foundation

/// A client that sends what it likes.
package final class Client {
    package struct Broken: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) { self.description = description }
    }

    /// What a server answered.
    package struct Answer {
        package let status: Int
        /// By name in lower case.
        package let fields: [String: String]
        package let body: Data

        package var text: String { String(decoding: body, as: UTF8.self) }

        package func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try JSONDecoder().decode(type, from: body)
        }

        /// The sentence of a refusal.
        package var error: String { (try? decoded([String: String].self)["error"]) ?? "" }

        /// Server-sent events.
        package var events: [(kind: String, data: Data)] {
            text.components(separatedBy: "\n\n").compactMap { block in
                var (kind, data) = ("", "")
                for line in block.split(separator: "\n") {
                    if line.hasPrefix("event: ") { kind = String(line.dropFirst(7)) }
                    if line.hasPrefix("data: ") { data = String(line.dropFirst(6)) }
                }
                return kind.isEmpty ? nil : (kind, Data(data.utf8))
            }
        }
    }

    private let descriptor: Int32
    private let port: Int
    private var received = Data()

    package init(port: Int) throws {
        self.port = port
        #if canImport(Glibc)
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        guard isConnected else { throw Broken(description: "not connected") }
    }

    deinit { close(descriptor) }

    /// Sends bytes; whether the server took them all.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let got = bytes.withUnsafeBytes {
                Foundation.send(
                    descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, noSignal)
            }
            if got <= 0 { return false }
            sent += got
        }
        return true
    }

    @discardableResult
    package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Says that nothing more comes.
    package func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// A request and its answer.
    package func ask(
        _ method: String, _ path: String, fields: [String] = [], body: [UInt8] = []
    ) throws -> Answer {
        let own = fields.contains { $0.lowercased().hasPrefix("host:") }
        let length = body.isEmpty ? [] : ["Content-Length: \(body.count)"]
        let lines =
            ["\(method) \(path) HTTP/1.1"] + (own ? [] : ["Host: 127.0.0.1:\(port)"]) + fields
            + length
        // An answer may come before all is sent.
        send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
        return try answer(hasBody: method != "HEAD")
    }

    /// The next answer.
    package func answer(hasBody: Bool = true) throws -> Answer {
        let end = Data("\r\n\r\n".utf8)
        while received.range(of: end) == nil {
            guard receive() else {
                throw Broken(description: "no answer, but \(received.count) bytes")
            }
        }
        guard let head = received.range(of: end) else { throw Broken(description: "no head") }
        let lines = String(decoding: received[..<head.lowerBound], as: UTF8.self)
            .components(separatedBy: "\r\n")
        received = Data(received[head.upperBound...])
        let status = Int(lines[0].split(separator: " ")[1]) ?? 0
        if status == 100 { return try answer(hasBody: hasBody) }
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let halves = line.split(separator: ":", maxSplits: 1)
            fields[halves[0].lowercased()] = halves[1].trimmingCharacters(in: .whitespaces)
        }
        var body = Data()
        if hasBody {
            if fields["transfer-encoding"] == "chunked" {
                body = try chunks()
            } else if let length = fields["content-length"].flatMap({ Int($0) }) {
                body = try pull(length)
            }
        }
        return Answer(status: status, fields: fields, body: body)
    }

    /// Whether something has come that is not read yet.
    package func hasBytes() -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0
    }

    /// Whether anything has come that nobody asked for.
    package var hasAnswer: Bool { !received.isEmpty }

    /// Whether the server has ended the connection.
    package func isEnded() -> Bool {
        while receive() {}
        return true
    }

    private func chunks() throws -> Data {
        var body = Data()
        while true {
            let end = Data("\r\n".utf8)
            while received.range(of: end) == nil {
                guard receive() else { throw Broken(description: "a body that is cut") }
            }
            guard let line = received.range(of: end),
                let count = Int(
                    String(decoding: received[..<line.lowerBound], as: UTF8.self), radix: 16)
            else { throw Broken(description: "no chunk") }
            received = Data(received[line.upperBound...])
            body += try pull(count)
            _ = try pull(2)
            if count == 0 { return body }
        }
    }

    private func pull(_ count: Int) throws -> Data {
        while received.count < count {
            guard receive() else { throw Broken(description: "a body that is cut") }
        }
        defer { received = Data(received.dropFirst(count)) }
        return Data(received.prefix(count))
    }

    private func receive() -> Bool {
        var block = [UInt8](repeating: 0, count: 1 << 16)
        let got = recv(descriptor, &block, block.count, 0)
        if got > 0 { received += block[..<got] }
        return got > 0
    }

    #if canImport(Glibc)
        private let noSignal = Int32(MSG_NOSIGNAL)
    #else
        private let noSignal: Int32 = 0
    #endif
}
