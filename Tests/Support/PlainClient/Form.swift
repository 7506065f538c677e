/// A form with files.
package struct Form {
    private static let boundary = "a-boundary"
    package private(set) var parts: [UInt8] = []

    package let type = "Content-Type: multipart/form-data; boundary=\(boundary)"

    package init() {}

    /// With the last boundary.
    package var bytes: [UInt8] { parts + Array("--\(Self.boundary)--\r\n".utf8) }

    package mutating func add(_ name: String, _ text: String) {
        add(name, Array(text.utf8), file: nil)
    }

    package mutating func add(_ name: String, _ bytes: [UInt8], file: String?) {
        let file = file.map { "; filename=\"\($0)\"" } ?? ""
        parts += Array(
            "--\(Self.boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"".utf8)
        parts += Array("\(file)\r\n\r\n".utf8) + bytes + [0x0d, 0x0a]
    }

    /// Frames and typed queries.
    package static func clip(_ frames: [[UInt8]], _ queries: [String]) -> Form {
        var form = Form()
        for query in queries { form.add("query", query) }
        for (index, frame) in frames.enumerated() {
            form.add("input", frame, file: "\(index).jpg")
        }
        return form
    }
}
