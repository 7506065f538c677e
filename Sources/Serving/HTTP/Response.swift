import Foundation
import Parsing

/// What is answered to a request.
package struct Response {
    package var status: Status
    package var fields: [Refusal.Field] = []
    package var body: Body

    package enum Body {
        case bytes([UInt8])
        /// A file that stays open until it is sent, also where its name goes in the meantime.
        case file(FileHandle, size: Int)
        /// Bytes that come part by part, of a length that nobody knows yet.
        case stream((ResponseStream) throws -> Void)
    }

    /// A short answer.
    ///
    /// - `type`: the media type of the body.
    package init(
        _ status: Status = .ok, _ bytes: some Sequence<UInt8> = [], type: String? = nil,
        fields: [Refusal.Field] = []
    ) {
        (self.status, self.fields, body) = (status, fields, .bytes(Array(bytes)))
        if let type { add("Content-Type", type) }
    }

    /// Bytes that come part by part.
    ///
    /// - `body`: sends them; returns when all are sent.
    package init(type: String, streaming body: @escaping (ResponseStream) throws -> Void) {
        (status, self.body) = (.ok, .stream(body))
        add("Content-Type", type)
    }

    /// A file.
    ///
    /// - Returns: nil where there is none.
    package init?(file path: String, type: String) {
        guard let file = FileHandle(forReadingAtPath: path), let size = try? file.seekToEnd(),
            (try? file.seek(toOffset: 0)) != nil
        else { return nil }
        (status, body) = (.ok, .file(file, size: Int(size)))
        add("Content-Type", type)
    }

    /// JSON.
    ///
    /// - `value`: of finite numbers.
    package init(_ status: Status = .ok, json value: some Encodable) throws {
        self.init(
            status, try JSONEncoder.oneLine.encode(value), type: "application/json; charset=utf-8")
    }

    /// A refusal, as JSON with its sentence.
    package init(_ refusal: Refusal) {
        let sentence = (try? JSONEncoder.oneLine.encode(["error": refusal.sentence])) ?? Data()
        self.init(
            refusal.status, sentence, type: "application/json; charset=utf-8",
            fields: refusal.fields)
    }

    package mutating func add(_ name: String, _ value: String) {
        fields.append(Refusal.Field(name: name, value: value))
    }
}
