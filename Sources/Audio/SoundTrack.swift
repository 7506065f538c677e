import Foundation
import Media

/// The first sound track of anything that the `ffmpeg` program decodes, a video for example.
///
/// ffmpeg writes Sun's AU format with 32-bit floats to a pipe: a header of big-endian words
/// (`.snd`, offset of the samples, their bytes, 6 = float, rate, channels), then samples.
final class SoundTrack: SoundReader {
    let rate: Int
    let claimedSeconds: Double? = nil
    let promisedSeconds: Double? = nil
    private let path: String
    private let program: PipedProgram
    private let channels: Int
    private var block: [UInt8]

    /// - Throws: `AudioError.ffmpegMissing`, `.notASound`, `.badRate`.
    init(_ path: String) throws(AudioError) {
        do throws(PipedProgram.Failure) {
            program = try PipedProgram(
                "ffmpeg",
                [
                    "-v", "error", "-nostdin", "-protocol_whitelist", "file,pipe",
                    "-i", "file:" + path, "-map", "0:a:0",
                    // A little more than is accepted, so that what is too long is known to be.
                    "-t", String(SoundLimits.seconds + 1),
                    "-c:a", "pcm_f32be", "-f", "au", "-",
                ])
        } catch {
            throw AudioError(error, reading: path)
        }
        self.path = path
        var header = [UInt8](repeating: 0, count: 24)
        guard try Self.pull(&header, program, path) == header.count,
            header.starts(with: ".snd".utf8)
        else {
            let failure = program.finish()
            // ffmpeg's last words are advice about its own options then.
            let isSilent = program.messages.contains("matches no streams")
            guard let failure, !isSilent else {
                throw .notASound(path: path, reason: "it has no sound track")
            }
            throw AudioError(failure, reading: path)
        }
        let words = (0..<6).map { Int(Self.word(header[(4 * $0)...])) }
        (rate, channels) = (words[4], words[5])
        guard SoundLimits.rates.contains(rate), channels > 0 else {
            throw .badRate(path: path, rate: rate)
        }
        guard words[3] == 6, (24...4096).contains(words[1]), channels <= 4096 else {
            throw .notASound(path: path, reason: "ffmpeg sent an unexpected header")
        }
        var rest = [UInt8](repeating: 0, count: words[1] - 24)
        _ = try Self.pull(&rest, program, path)
        block = Array(repeating: 0, count: max(1, (1 << 14) / channels) * channels * 4)
    }

    func next() throws(AudioError) -> [Float] {
        let got = try Self.pull(&block, program, path)
        if got == 0, let failure = program.finish() {
            throw AudioError(failure, reading: path)
        }
        let values = (0..<(got / 4)).map { Float(bitPattern: Self.word(block[(4 * $0)...])) }
        return values.withUnsafeBufferPointer { Self.mixed($0, channels: channels) }
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func pull(_ buffer: inout [UInt8], _ program: PipedProgram, _ path: String)
        throws(AudioError) -> Int
    {
        do {
            return try buffer.withUnsafeMutableBytes { try program.read(into: $0) }
        } catch {
            if let failure = error as? PipedProgram.Failure {
                throw AudioError(failure, reading: path)
            }
            throw .notASound(path: path, reason: "ffmpeg: \(error)")
        }
    }
}

extension AudioError {
    /// What kept ffmpeg from reading a sound.
    fileprivate init(_ failure: PipedProgram.Failure, reading path: String) {
        switch failure {
        case .notFound: self = .ffmpegMissing(path: path)
        case .fault(let fault): self = .ffmpegFailed(path: path, fault)
        case .refused(let message):
            let words = message.replacingOccurrences(of: "file:\(path): ", with: "")
            self = .notASound(path: path, reason: "ffmpeg: \(words)")
        }
    }
}
