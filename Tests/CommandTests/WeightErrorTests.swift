import Foundation
import Testing

/// A weights file that cannot be used, made from the shipped one, and the whole message.
struct BadWeights: CustomTestStringConvertible {
    let testDescription: String
    let message: String
    let make: @Sendable (Data) throws -> Data?

    static let all = [
        BadWeights(
            testDescription: "missing",
            message: "cannot be opened: No such file or directory; check the path and its "
                + "permissions"
        ) { _ in nil },
        BadWeights(
            testDescription: "0 bytes",
            message: "file: found 0 bytes, expected at least 8 (a safetensors file); download or "
                + "export the file again"
        ) { _ in Data() },
        BadWeights(
            testDescription: "a text",
            message: "a text file, expected a safetensors file; name weights made for refseg"
        ) { _ in Data("These are no weights.\n".utf8) },
        BadWeights(
            testDescription: "damaged in its header",
            message: "header, byte 4: found a control character, expected text; download or export "
                + "the file again"
        ) { whole in
            var damaged = whole
            damaged[12] = 0
            return damaged
        },
        BadWeights(
            testDescription: "truncated",
            message: "tensor *: found data offsets *, expected a range within the * bytes of data; "
                + "download or export the file again"
        ) { $0.prefix($0.count / 2) },
        BadWeights(
            testDescription: "foreign",
            message:
                "found no tensor by which a model is told, expected the weights of *; use a "
                + "checkpoint that its authors published or weights exported for refseg"
        ) { _ in
            safetensors(
                #"{"layer.weight":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
                Data(count: 8))
        },
        BadWeights(
            testDescription: "with NaN",
            message: "the weights do not fit the model: 1 not finite: * (found *nan* at element *, "
                + "expected numbers); use weights made for this configuration"
        ) { whole in whole.dropLast(4) + Data(repeating: 0xFF, count: 4) },
        BadWeights(
            testDescription: "without one of its tensors",
            message: "the weights do not fit the model: 1 missing: resizer.fc.bias *; 1 unused: "
                + "resizer.fc.other; use weights made for this configuration"
        ) { whole in
            let (header, data) = try parts(whole)
            return safetensors(
                header.replacingOccurrences(
                    of: "\"resizer.fc.bias\"", with: "\"resizer.fc.other\""),
                data)
        },
        BadWeights(
            testDescription: "for another tokenizer",
            message: "a model with 7 pieces of text; expected the * of the package's tokenizer, so "
                + "use weights exported for this version of refseg"
        ) { whole in
            let (header, data) = try parts(whole)
            let vocabulary = try #require(header.firstMatch(of: /vocabulary\\": \d+/))
            return safetensors(
                header.replacingCharacters(in: vocabulary.range, with: #"vocabulary\": 7"#), data)
        },
    ]

    /// A file of the format: the header's length in 8 bytes, the header, the data.
    private static func safetensors(_ header: String, _ data: Data) -> Data {
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
            + Data(header.utf8) + data
    }

    private static func parts(_ file: Data) throws -> (header: String, data: Data) {
        let length = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        try #require(length < file.count)
        return (
            String(decoding: file[8..<(8 + length)], as: UTF8.self), Data(file[(8 + length)...])
        )
    }
}

@Suite("Weights that cannot be used")
struct WeightErrorTests {
    @Test("one sentence, exit status 1, nothing written", arguments: BadWeights.all)
    func refused(_ bad: BadWeights) throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 1)
        let shipped = Repository.resources.appendingPathComponent("refseg-small.safetensors")
        if let bytes = try bad.make(try Data(contentsOf: shipped)) {
            try place.write(bytes, to: "bad.safetensors")
        }
        let before = place.entries()
        let outcome = try Program.run(
            ["the red square", "frames", "-o", "out", "--model", "bad.safetensors"], in: place)
        #expect(
            outcome.errors.matches("Error: bad.safetensors: \(bad.message)\n"),
            "\(outcome.errors)")
        #expect(outcome.status == 1)
        #expect(place.entries() == before)
    }
}

extension String {
    /// Whether it is the pattern, in which `*` stands for anything.
    func matches(_ pattern: String) -> Bool {
        let parts = pattern.components(separatedBy: "*")
        guard hasPrefix(parts[0]), hasSuffix(parts[parts.count - 1]) else { return false }
        var rest = self[...]
        for part in parts {
            guard let range = rest.range(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }
}
