import Files
import Foundation
import Parsing

/// What can go wrong between files and pixels. Every message is one sentence that names the place,
/// what was found, what was expected and the way out.
public enum MediaError: Error, Equatable, Sendable {
    case noSuchPath(String)
    /// A folder without a PNG or JPEG directly in it; `entries` counts its visible files and folders.
    case noFrames(folder: String, entries: Int)
    case unreadable(path: String, reason: String)
    case emptyFile(path: String)
    case fileTooLarge(path: String, bytes: Int, limit: Int)
    /// Content that is neither PNG nor JPEG; `looksLike` says in words what it is.
    case notAnImage(path: String, looksLike: String)
    /// Data that stop early; `needed` is the least number of bytes a whole file would have.
    case truncated(path: String, format: String, bytes: Int, needed: Int?)
    case damaged(path: String, format: String, reason: String)
    case tooManyPixels(path: String, width: Int, height: Int)
    case sizesDiffer(first: String, firstSize: String, other: String, otherSize: String)
    case sameStem(folder: String, first: String, second: String)
    /// An image of colours where each pixel must be a number.
    case noLabels(path: String, found: String)
    case ffmpegMissing(path: String, program: String)
    case notAVideo(path: String, reason: String)
    case videoStopped(path: String, frames: Int, reason: String)
    /// A film that is not whole: it gave `frames` frames; `promised` is how many its header counts.
    case videoCut(path: String, frames: Int, promised: Int?, reason: String)
    /// ffmpeg ended, in the middle of a film, for a reason that the film is not known to be.
    case decoderDied(path: String, frames: Int, program: String, ProgramFault)
    /// Frames are asked for by time, and have none.
    case noTimes(path: String)
    /// No frame lies in the range; of `seconds` is the film, as far as it says.
    case noneSelected(path: String, start: Double?, end: Double?, seconds: Double?)
    /// ffmpeg or ffprobe did not do its work, and the film is not to blame.
    case programFailed(path: String, program: String, ProgramFault)
    case unwritable(path: String, reason: String)
    /// A film is not written, and not for want of room; no fault where the program is not there.
    case cannotEncode(path: String, program: String, ProgramFault?)
    /// The sound of a film does not go over to the film that is made of it; `path` is the former's.
    case soundNotCopied(path: String, reason: String)
}

extension MediaError: CustomStringConvertible, LocalizedError {
    /// The message shown to the user: one sentence, no full stop.
    public var description: String {
        switch self {
        case .noSuchPath(let path):
            "\(path): no such file or folder; expected a folder of PNG or JPEG frames, "
                + "one image or a video, so check the path"
        case .noFrames(let folder, 0):
            "\(folder): the folder is empty; expected frames named .png, .jpg or .jpeg"
        case .noFrames(let folder, let entries):
            "\(folder): none of its \(entries.grouped) entries is named .png, .jpg or .jpeg; "
                + "pass the folder that holds the frames themselves, or convert them first"
        case .unreadable(let path, let reason):
            "\(path): cannot be read (\(reason)); expected a readable file, so "
                + wayToRead(after: reason, usual: "check its permissions")
        case .emptyFile(let path):
            "\(path): the file has 0 bytes; expected a PNG or JPEG, so copy or extract it again"
        case .fileTooLarge(let path, let bytes, let limit):
            "\(path): the file has \(bytes.grouped) bytes; images up to \(limit.grouped) bytes are "
                + "read, so re-encode it"
        case .notAnImage(let path, let looksLike):
            "\(path): looks like \(looksLike); expected PNG or JPEG data, so convert the file "
                + "or remove it"
        case .truncated(let path, let format, let bytes, let needed?):
            "\(path): \(format) data end after \(bytes.grouped) bytes where at least "
                + "\(needed.grouped) belong; copy or extract the file again"
        case .truncated(let path, let format, let bytes, nil):
            "\(path): \(format) data end after \(bytes.grouped) bytes, before the image is "
                + "complete; copy or extract the file again"
        case .damaged(let path, let format, let reason):
            "\(path): damaged \(format) data (\(reason)); copy or extract the file again"
        case .tooManyPixels(let path, let width, let height):
            "\(path): \(width.grouped)x\(height.grouped) pixels; images up to "
                + "\(PixelBudget.side.grouped) pixels a side and, with this machine's memory, "
                + "\((PixelBudget.area / 1_000_000).grouped) megapixels are read, so scale it down"
        case .sizesDiffer(let first, let firstSize, let other, let otherSize):
            "\(other): \(otherSize) pixels, but \(first) has \(firstSize); all frames of a clip "
                + "must have one size, so scale them or pass them as separate clips"
        case .sameStem(let folder, let first, let second):
            "\(folder): \(first) and \(second) would share one mask name; rename or remove one"
        case .noLabels(let path, let found):
            "\(path): an image of \(found); expected a PNG with a palette or gray levels whose "
                + "pixels are object numbers, so save it with one channel (ffmpeg -i a.png -pix_fmt gray "
                + "b.png does it for black and white)"
        case .ffmpegMissing(let path, let program):
            "\(path): reading a video needs the \(program) program, which is not in PATH; install "
                + "it (Debian: sudo apt-get install ffmpeg) or pass a folder of PNG or JPEG frames"
        case .notAVideo(let path, let reason):
            "\(path): no video found in it (\(reason)); expected a video that ffmpeg reads, a PNG "
                + "or JPEG image, or a folder of frames"
        case .videoStopped(let path, let frames, let reason):
            "\(path): reading stopped after \(frames.grouped) frames (\(reason)); repair the video, "
                + "or extract its frames into a folder with ffmpeg"
        case .videoCut(let path, let frames, let promised, let reason):
            "\(path): the film ends after \(frames.grouped) "
                + (promised.map { "of \($0.grouped) " } ?? "") + "frames (\(reason)); copy or "
                + "download it again"
        case .decoderDied(let path, let frames, let program, let fault):
            "\(path): reading stopped after \(frames.grouped) frames, since \(program) \(fault)"
        case .noTimes(let path):
            "\(path): its frames have no times to be chosen by; expected a film, read by ffmpeg "
                + "\(FFmpegVersion.oldest) or newer, so take every tenth of them, say, with --every 10"
        case .noneSelected(let path, let start, let end, let seconds):
            "\(path): no frame is shown "
                + (start.map { "from \(clock($0)) s on" } ?? "")
                + (start != nil && end != nil ? " and " : "")
                + (end.map { "before \(clock($0)) s" } ?? "")
                + (seconds.map { "; the film lasts \(clock($0)) s" } ?? "")
                + ", so choose other times"
        case .programFailed(let path, let program, let fault):
            "\(path): not read, since \(program) \(fault)"
        case .unwritable(let path, let reason):
            "\(path): cannot be written (\(reason)); choose another output folder or make room"
        case .cannotEncode(let path, let program, nil):
            "\(path): writing a film needs the \(program) program, which is not in PATH; install it "
                + "(Debian: sudo apt-get install ffmpeg) or ask for pictures"
        case .cannotEncode(let path, let program, let fault?):
            "\(path): not written, since \(program) \(fault)"
        case .soundNotCopied(let path, let reason):
            "\(path): its sound cannot be copied (\(reason)); expected sound that ffmpeg decodes, and "
                + "room for the film a second time"
        }
    }

    /// The same sentence, for code that prints `localizedDescription`.
    public var errorDescription: String? { description }
}

extension MediaError {
    /// Reads a file; what fails gets the file's name.
    static func naming<Result>(_ path: String, _ read: () throws -> Result) throws -> Result {
        do {
            return try read()
        } catch FileFailure.missing {
            throw Self.noSuchPath(path)
        } catch FileFailure.unreadable(let reason) {
            throw Self.unreadable(path: path, reason: reason)
        } catch FileFailure.tooLarge(let bytes, let limit) {
            throw Self.fileTooLarge(path: path, bytes: bytes, limit: limit)
        }
    }

    /// Writes a file whole or not at all; what fails gets the file's name.
    ///
    /// - Throws: `.unwritable`.
    package static func writing(_ bytes: some Sequence<UInt8>, to path: String) throws {
        do {
            try writeAtomically(bytes, to: path)
        } catch {
            throw Self.unwritable(path: path, reason: error.reason)
        }
    }
}

/// Seconds, to a thousandth at most.
private func clock(_ seconds: Double) -> String {
    let rounded = (seconds * 1000).rounded() / 1000
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
}
