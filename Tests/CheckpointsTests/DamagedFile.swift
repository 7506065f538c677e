import Testing
import TorchBytes

@testable import Checkpoints

/// A kind of checkpoint that tests build byte by byte.
protocol SampleFile {
    /// Two values under the name "w".
    static var sound: Self { get }
    var bytes: [UInt8] { get }
}

extension ZipBytes: SampleFile {
    static var sound: ZipBytes { .pair() }
}

extension LegacyBytes: SampleFile {
    static var sound: LegacyBytes { LegacyBytes() }
}

/// A file that must be refused, and the message after its path.
struct DamagedFile<Sample: SampleFile>: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let message: String
    let bytes: [UInt8]

    init(_ name: String, _ message: String, _ change: (inout Sample) -> Void) {
        var file = Sample.sound
        change(&file)
        self.init(name, message, file.bytes)
    }

    init(_ name: String, _ message: String, _ bytes: [UInt8]) {
        (testDescription, self.message, self.bytes) = (name, message, bytes)
    }

    /// Ways out that messages end with.
    static var again: String { "; download or export the file again" }
    static var saveAgain: String {
        "; save it again with torch.save, or get it as safetensors"
    }

    func expectRefusal() throws {
        try withFile(bytes) { path in
            let error = #expect(throws: (any Error).self) { try CheckpointFile.open(path) }
            expect(error, says: "\(path): \(message)")
        }
    }
}

/// Every `step`-th cut of a sound file is refused; with any bit flipped it is read, or refused with a
/// known error.
///
/// - `spared`: bytes at the end in which no cut is tried.
func expectNoCrash(_ fixture: String, cutEvery step: Int, sparing spared: Int = 0) throws {
    let sound = try Fixture.bytes(fixture)
    for count in stride(from: 0, to: sound.count - spared, by: step) {
        try withFile(Array(sound.prefix(count))) { path in
            _ = #expect(throws: (any Error).self) { try CheckpointFile.open(path) }
        }
    }
    for index in sound.indices {
        var bytes = sound
        bytes[index] ^= 1 << UInt8(index % 8)
        withKnownError { try withFile(bytes) { try readEverything($0) } }
    }
}
