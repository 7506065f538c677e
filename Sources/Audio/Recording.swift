import Files
import Foundation
import Parsing

/// Sound as the program hears it: one channel at 16 kHz.
public struct Recording: Sendable, Equatable {
    /// Samples per second.
    public static let rate = 16_000

    /// One channel; speech lies between -1 and 1.
    public let samples: [Float]
    /// Seconds that the file says it has, where it gave fewer.
    public let promisedSeconds: Double?

    /// - `samples`: one channel at 16 kHz.
    public init(samples: [Float]) { (self.samples, promisedSeconds) = (samples, nil) }

    /// Reads a sound file, or the sound track of a video, of at most 30 seconds: channels mixed to
    /// one, resampled to 16 kHz. A header's claims allocate no more than that.
    ///
    /// - Throws: `AudioError`.
    public init(path: String) throws(AudioError) {
        try self.init(Self.reader(path), path: path)
    }

    /// Reads no more than a block beyond what is accepted.
    ///
    /// - `path`: for messages.
    init(_ reader: any SoundReader, path: String) throws(AudioError) {
        let limit = Int(SoundLimits.seconds * Double(reader.rate))
        guard let resampler = Resampler(from: reader.rate, to: Self.rate) else {
            throw .noMemory(path: path)
        }
        var (samples, read): ([Float], Int) = ([], 0)
        let expected = reader.claimedSeconds.map { min($0, SoundLimits.seconds) } ?? 0
        samples.reserveCapacity(Int(expected * Double(Self.rate)) + Self.rate / 10)
        while true {
            let block = try reader.next()
            if block.isEmpty { break }
            if let wrong = block.firstIndex(where: { !$0.isFinite }) {
                throw .notFinite(path: path, sample: read + wrong + 1)
            }
            read += block.count
            guard read <= limit else {
                let claimed = reader.claimedSeconds
                let possible = claimed.map { $0 > SoundLimits.seconds && $0 < 1e6 } ?? false
                throw .tooLong(path: path, seconds: possible ? claimed : nil)
            }
            samples += resampler(block)
        }
        guard read > 0 else { throw .noSamples(path: path) }
        samples += resampler.finish()
        self.samples = samples
        let seconds = Double(read) / Double(reader.rate)
        promisedSeconds = reader.promisedSeconds.flatMap { $0 > seconds + 0.01 ? $0 : nil }
    }

    /// Seconds.
    public var duration: Double { Double(samples.count) / Double(Self.rate) }

    private static func reader(_ path: String) throws(AudioError) -> any SoundReader {
        let size: Int
        do throws(FileFailure) {
            size = try RegularFile(path).size
        } catch {
            if error == .missing { throw .noSuchPath(path) }
            throw .unreadable(path: path, reason: error.reason)
        }
        guard size > 0 else { throw AudioError.emptyFile(path: path) }
        do throws(SoundFile.Refusal) {
            return try SoundFile(path)
        } catch {
            switch error {
            case .refused(let error): throw error
            case .foreign: return try SoundTrack(path)
            }
        }
    }
}
