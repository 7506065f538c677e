import CSndFile
import Files
import Foundation

/// A file that libsndfile decodes: WAV, AIFF, FLAC, OGG, MP3 and many others.
final class SoundFile: SoundReader {
    /// Why libsndfile does not open a file.
    enum Refusal: Error {
        /// It is of a kind that libsndfile does not know.
        case foreign
        case refused(AudioError)
    }

    let rate: Int
    let claimedSeconds: Double?
    let promisedSeconds: Double?
    private let file: OpaquePointer
    private let channels: Int
    private var block: [Float]

    /// Values of one block, all channels together.
    private static let blockValues = 1 << 16

    /// - `path`: of a regular file.
    init(_ path: String) throws(Refusal) {
        var info = SF_INFO()
        guard let file = sf_open(path.pathBytes, Int32(SFM_READ), &info) else {
            let reason = String(cString: sf_strerror(nil))
                .trimmingCharacters(in: CharacterSet(charactersIn: " .\n"))
            if csnd_is_foreign(sf_error(nil)) != 0 { throw .foreign }
            // Words about itself and not about the file.
            let isOfFile = !["Internal error", "File does not exist"].contains {
                reason.hasPrefix($0)
            }
            throw .refused(
                .notASound(
                    path: path,
                    reason: isOfFile ? "libsndfile: \(reason)" : "libsndfile finds no sound in it"))
        }
        guard info.channels > 0, info.channels <= Self.blockValues,
            SoundLimits.rates.contains(Int(info.samplerate))
        else {
            sf_close(file)
            throw .refused(.badRate(path: path, rate: Int(info.samplerate)))
        }
        let wave = try? WaveHeader(path: path)
        if info.frames == 0, let wave, wave.promisedBytes == nil, wave.bytes > 0 {
            // libsndfile takes the 0 of a streamed header for its word, ffmpeg reads on.
            sf_close(file)
            throw .foreign
        }
        self.file = file
        rate = Int(info.samplerate)
        channels = Int(info.channels)
        let claimed = Double(info.frames) / Double(rate)
        claimedSeconds = info.frames > 0 && info.frames < Int64.max / 2 ? claimed : nil
        let isFLAC = Int(info.format) & SF_FORMAT_TYPEMASK == SF_FORMAT_FLAC
        promisedSeconds = wave.map(\.promisedSeconds) ?? (isFLAC ? claimedSeconds : nil)
        block = Array(repeating: 0, count: Self.blockValues / channels * channels)
    }

    deinit { sf_close(file) }

    func next() throws(AudioError) -> [Float] {
        let frames = sf_readf_float(file, &block, sf_count_t(block.count / channels))
        return block.withUnsafeBufferPointer { values in
            Self.mixed(
                UnsafeBufferPointer(rebasing: values[..<(max(0, Int(frames)) * channels)]),
                channels: channels)
        }
    }
}
