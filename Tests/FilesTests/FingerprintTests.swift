import Files
import Foundation
import Testing

@Suite("Fingerprints")
struct FingerprintTests {
    @Test("SHA-256 of the examples of FIPS 180-4")
    func fingerprint() {
        #expect(
            Fingerprint.sha256(Data())
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            Fingerprint.sha256(Data("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            Fingerprint.sha256(
                Data("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8))
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    }

    @Test("a file is read in parts to the same digest")
    func fileFingerprint() throws {
        let file = URL(fileURLWithPath: NSTemporaryDirectory() + UUID().uuidString)
        let bytes = Data((0..<700_003).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        try bytes.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(Fingerprint.sha256(of: file) == Fingerprint.sha256(bytes))
        #expect(Fingerprint.sha256(of: file.appendingPathExtension("missing")) == nil)
    }

    @Test("parts of any length give the digest of the whole", arguments: [1, 63, 64, 65, 130])
    func parts(_ length: Int) {
        let bytes = Data((0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        var fingerprint = Fingerprint()
        for start in stride(from: 0, to: bytes.count, by: length) {
            let part = bytes[start..<min(start + length, bytes.count)]
            part.withUnsafeBytes { fingerprint.add($0) }
        }
        #expect(fingerprint.finish() == Fingerprint.sha256(bytes))
    }
}
