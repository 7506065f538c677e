import Files
import Foundation
import Media
import Parsing

/// Why a sound cannot be used. Every message is one sentence that names the place, what was found,
/// what was expected and the way out.
public enum AudioError: Error, Equatable, Sendable {
    case noSuchPath(String)
    case unreadable(path: String, reason: String)
    case emptyFile(path: String)
    /// Neither libsndfile nor ffmpeg finds sound in the file.
    case notASound(path: String, reason: String)
    case ffmpegMissing(path: String)
    /// - `rate`: samples per second.
    case badRate(path: String, rate: Int)
    case noSamples(path: String)
    /// - `sample`: from 1.
    case notFinite(path: String, sample: Int)
    /// - `seconds`: what the file says it has; nil where it says nothing that can be true.
    case tooLong(path: String, seconds: Double?)
    /// - `seconds`: that were read, of those that the file says it has.
    case cut(path: String, seconds: Double, promised: Double)
    case noMemory(path: String)
    /// ffmpeg did not do its work, and the file is not to blame.
    case ffmpegFailed(path: String, ProgramFault)
    case espeakMissing
    /// espeak-ng did not do its work, and neither voice nor sentence is to blame.
    case espeakFailed(ProgramFault)
    /// - `reason`: in the program's words.
    case unknownVoice(String, reason: String)
    case notSpoken(sentence: String, reason: String)
}

extension AudioError: CustomStringConvertible, LocalizedError {
    /// The message shown to the user: one sentence, no full stop.
    public var description: String {
        switch self {
        case .noSuchPath(let path):
            "\(path): no such file; expected a sound file or a video with sound, so check the path"
        case .unreadable(let path, let reason):
            "\(path): cannot be read (\(reason)); expected a sound file or a video with sound, so "
                + wayToRead(after: reason, usual: "check the path and its permissions")
        case .emptyFile(let path):
            "\(path): the file has 0 bytes; expected a sound file, so record or copy it again"
        case .notASound(let path, let reason):
            "\(path): no sound found in it (\(reason)); expected WAV, FLAC, OGG, AIFF, MP3 or "
                + "anything else that ffmpeg reads, so record or convert it again"
        case .ffmpegMissing(let path):
            "\(path): not a sound file that libsndfile reads, and the ffmpeg program, which reads "
                + "others, is not in PATH; install it (Debian: sudo apt-get install ffmpeg) or "
                + "convert the file to WAV"
        case .badRate(let path, let rate):
            "\(path): \(rate.grouped) samples a second; expected "
                + "\(SoundLimits.rates.lowerBound.grouped) to "
                + "\(SoundLimits.rates.upperBound.grouped), so record or convert it again"
        case .noSamples(let path):
            "\(path): it has no samples; expected a spoken description of an object, so record it "
                + "again"
        case .notFinite(let path, let sample):
            "\(path): sample \(sample.grouped) is not a number; expected finite samples, so record "
                + "or convert it again"
        case .tooLong(let path, let seconds):
            "\(path): it lasts \(seconds.map { "\(Int($0).grouped) seconds" } ?? "longer"); expected "
                + "at most \(Int(SoundLimits.seconds)) seconds, so cut out the sentence that "
                + "describes the object"
        case .cut(let path, let seconds, let promised):
            "\(path): the recording ends after "
                + String(format: "%.2f of the %.2f", seconds, promised)
                + " seconds that its header promises; copy or download it again"
        case .noMemory(let path):
            "\(path): no memory left to resample it; close other programs and try again"
        case .ffmpegFailed(let path, let fault):
            "\(path): not read, since ffmpeg \(fault)"
        case .espeakFailed(let fault):
            "espeak-ng, which speaks sentences, \(fault)"
        case .espeakMissing:
            "the espeak-ng program, which speaks sentences, is not in PATH; install it (Debian: sudo "
                + "apt-get install espeak-ng)"
        case .unknownVoice(let voice, let reason):
            "voice \(voice): espeak-ng cannot speak with it (\(reason)); expected one that "
                + "espeak-ng --voices lists, for example en-us"
        case .notSpoken(let sentence, let reason):
            "\"\(sentence)\": espeak-ng did not speak it (\(reason)); expected a sentence of words, so "
                + "mend the dataset's list of sentences"
        }
    }

    /// The same sentence, for code that prints `localizedDescription`.
    public var errorDescription: String? { description }
}

/// What is read of a file, whatever its header claims.
public enum SoundLimits {
    /// The longest recording in seconds.
    public static let seconds = 30.0
    /// Samples per second.
    public static let rates = 4_000...768_000
}
