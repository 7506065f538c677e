import Foundation
import Testing

@testable import Audio

@Suite struct AudioErrorTests {
    private func error(_ bytes: [UInt8], _ name: String = "sound.wav") throws -> AudioError? {
        let folder = try SoundFolder()
        let path = try folder.write(bytes, as: name)
        do {
            _ = try Recording(path: path)
            return nil
        } catch {
            #expect(error.description.hasPrefix(path + ": "))
            #expect(!error.description.contains("\n"))
            return error
        }
    }

    @Test func sentences() throws {
        #expect(
            AudioError.tooLong(path: "a.wav", seconds: 10_800).description
                == "a.wav: it lasts 10,800 seconds; expected at most 30 seconds, so cut out the "
                + "sentence that describes the object")
        #expect(throws: AudioError.noSuchPath("/none.wav")) { try Recording(path: "/none.wav") }
        #expect(throws: AudioError.unreadable(path: "/tmp", reason: "it is a folder")) {
            try Recording(path: "/tmp")
        }
        guard case .emptyFile = try error([]) else { return #expect(Bool(false), "empty file") }
        guard case .noSamples = try error(WaveFile().bytes) else {
            return #expect(Bool(false), "no samples")
        }
        guard case .notASound = try error(Array("not a sound at all".utf8)) else {
            return #expect(Bool(false), "text")
        }
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func samplesThatAreNoNumbers(_ wrong: Float) throws {
        var file = WaveFile(encoding: .float32, samples: tone(hertz: 440, rate: 16_000))
        file.samples[4_000] = wrong
        guard case .notFinite(_, 4_001) = try error(file.bytes) else {
            return #expect(Bool(false), "sample 4,001")
        }
    }

    @Test func lengthLimit() throws {
        var file = WaveFile(rate: 8_000, encoding: .unsigned8)
        file.samples = Array(repeating: 0, count: 30 * 8_000)
        #expect(try error(file.bytes) == nil)
        file.samples.append(0)
        guard case .tooLong = try error(file.bytes) else {
            return #expect(Bool(false), "one sample too many")
        }
    }

    /// Three hours, the samples a hole in the file: refused before they are read.
    @Test func threeHours() throws {
        let folder = try SoundFolder()
        let count = 3 * 3_600 * 8_000
        let header = WaveFile(rate: 8_000, encoding: .unsigned8).bytes
        let sizes = [36 + count, count].map { size in
            (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
        }
        let path = try folder.write(
            header[..<4] + sizes[0] + header[8..<40] + sizes[1])
        #expect(truncate(path, off_t(44 + count)) == 0)
        #expect(throws: AudioError.tooLong(path: path, seconds: 10_800)) {
            try Recording(path: path)
        }
        let reader = CountingReader(try SoundFile(path))
        #expect(throws: AudioError.self) { try Recording(reader, path: path) }
        #expect(reader.samples <= 8_000 * 30 + 1 << 16)
    }

    /// Counts what is read of another reader.
    private final class CountingReader: SoundReader {
        let promisedSeconds: Double? = nil
        private let reader: SoundFile
        private(set) var samples = 0

        init(_ reader: SoundFile) { self.reader = reader }

        var rate: Int { reader.rate }
        var claimedSeconds: Double? { reader.claimedSeconds }

        func next() throws(AudioError) -> [Float] {
            let block = try reader.next()
            samples += block.count
            return block
        }
    }

    @Test(arguments: [0, 1, 3_999, 768_001, 4_000_000_000])
    func rates(_ rate: Int) throws {
        let file = WaveFile(rate: rate, samples: tone(hertz: 440, rate: 16_000))
        #expect(try error(file.bytes) != nil)
    }

    /// A header cut at every byte, sizes and counts that lie: an answer each time, and no more read than
    /// the file or the limit has.
    @Test func damagedFiles() throws {
        let whole = WaveFile(
            rate: 44_100, channels: 2, samples: tone(hertz: 440, rate: 44_100, channels: 2)
        ).bytes
        var damaged = (0...60).map { Array(whole[..<$0]) }
        let lies: [[UInt8]] = [
            [0, 0, 0, 0], [255, 255, 255, 255], [255, 255, 255, 127], [0, 0, 0, 128], [1, 0, 0, 0],
        ]
        for place in stride(from: 4, through: 40, by: 2) where place != 8 && place != 10 {
            for lie in lies {
                var file = whole
                file.replaceSubrange(place..<(place + 4), with: lie)
                damaged.append(file)
            }
        }
        damaged.append(WaveFile(channels: 1_000, samples: tone(hertz: 440, rate: 16)).bytes)
        for size in stride(from: 44, to: whole.count, by: whole.count / 50) {
            damaged.append(Array(whole[..<size]))
        }
        #expect(damaged.count >= 190)
        let folder = try SoundFolder()
        for (index, bytes) in damaged.enumerated() {
            _ = try error(bytes)
            let path = try folder.write(bytes, as: "\(index).wav")
            guard let file = try? SoundFile(path) else { continue }
            let reader = CountingReader(file)
            _ = try? Recording(reader, path: path)
            #expect(reader.samples <= 8 * bytes.count, "file \(index)")
        }
    }
}
