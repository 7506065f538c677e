import Files
import Foundation
import Synchronization
import Testing
import Verification
import Weights

/// The weights of the published sizes, drawn by the same rule as the reference's.
@Suite struct GeneratedWeightsTests {
    /// A tensor and how the SHA-256 of its values begins.
    private struct Digest: Hashable, Sendable, Decodable {
        let shape: [Int]
        let digest: String

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            shape = try container.decode([Int].self)
            digest = try container.decode(String.self)
        }
    }

    static let lists = ParityTests.published.map { Golden.path("\($0).weights_sha.json") }
        .filter(FileManager.default.fileExists(atPath:))

    /// Models share most of their tensors, which are drawn once.
    @Test(.enabled(if: !lists.isEmpty)) func digests() throws {
        var expected: [String: Set<Digest>] = [:]
        for path in Self.lists {
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            let list = try JSONDecoder().decode([String: Digest].self, from: data)
            #expect(list.count > 600, "\(path)")
            for (name, digest) in list { expected[name, default: []].insert(digest) }
        }
        let tensors = expected.flatMap { name, digests in digests.map { (name, $0) } }
        let wrong = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: tensors.count) { index in
            let (name, expected) = tensors[index]
            let digest = GeneratedWeights().load(name, expected.shape).withUnsafeBuffer {
                Fingerprint.sha256(Data(buffer: $0))
            }
            if !digest.hasPrefix(expected.digest) { wrong.withLock { $0.append(name) } }
        }
        #expect(wrong.withLock(\.self).isEmpty)
    }
}
