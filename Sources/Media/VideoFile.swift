import Files
import Foundation
import Parsing

/// A video, decoded by the `ffmpeg` program: every stored frame, turned as the file says.
public struct VideoFile: Sendable {
    /// As the user gave it.
    public let path: String
    /// Width of a frame in pixels, rotation applied.
    public let width: Int
    /// Height of a frame in pixels, rotation applied.
    public let height: Int
    /// How many frames the file says it has, or its duration and rate suggest; nil where it is silent.
    public let estimatedCount: Int?
    /// Mean frames per second as a fraction (`30000/1001`); nil where the file is silent.
    public let frameRate: String?

    /// Asks `ffprobe` what the file holds.
    ///
    /// - Throws: `MediaError.noSuchPath`, `.unreadable`, `.ffmpegMissing`, `.notAVideo`,
    ///   `.tooManyPixels`.
    public init(path: String) throws {
        _ = try MediaError.naming(path) { try RegularFile(path) }
        let probe: PipedProgram
        let answer: [UInt8]
        do throws(PipedProgram.Failure) {
            probe = try PipedProgram(
                "ffprobe",
                [
                    "-v", "error", "-protocol_whitelist", "file,pipe", "-select_streams", "V:0",
                    "-show_entries",
                    "stream=width,height,nb_frames,avg_frame_rate,duration"
                        + ":stream_side_data=rotation:format=duration",
                    "-of", "json", "file:" + path,
                ])
            answer = try probe.readAll()
        } catch .notFound {
            throw MediaError.ffmpegMissing(path: path, program: "ffprobe")
        } catch .system(let reason) {
            throw MediaError.notAVideo(path: path, reason: "ffprobe: \(reason)")
        }
        if let reason = probe.finish() {
            let words = reason.replacingOccurrences(of: "file:\(path): ", with: "")
            throw MediaError.notAVideo(path: path, reason: "ffprobe: \(words)")
        }
        let report = try? JSONDecoder().decode(Report.self, from: Data(answer))
        guard let stream = report?.streams?.first, let width = stream.width,
            let height = stream.height, width > 0, height > 0
        else { throw MediaError.notAVideo(path: path, reason: "it has no video stream") }
        guard width <= PixelBudget.side, height <= PixelBudget.side,
            width * height <= PixelBudget.area
        else { throw MediaError.tooManyPixels(path: path, width: width, height: height) }
        let turns = stream.side_data_list?.compactMap(\.rotation).first ?? 0
        let upright = Int(turns.rounded()) % 180 == 0
        self.path = path
        (self.width, self.height) = upright ? (width, height) : (height, width)
        estimatedCount = stream.frames(fileDuration: report?.format?.duration)
        frameRate = stream.rate == nil ? nil : stream.avg_frame_rate
    }

    /// Starts `ffmpeg` and reads frames from its pipe; stems count from 00000.
    ///
    /// - Throws: `MediaError.ffmpegMissing`, `.notAVideo`.
    public func frames() throws -> any FrameReader {
        try VideoReader(path, width: width, height: height)
    }
}

/// What `ffprobe -of json` prints, as far as it is asked for.
private struct Report: Decodable {
    struct Stream: Decodable {
        struct SideData: Decodable { let rotation: Double? }
        let width: Int?
        let height: Int?
        let nb_frames: String?
        let avg_frame_rate: String?
        let duration: String?
        let side_data_list: [SideData]?

        func frames(fileDuration: String?) -> Int? {
            if let stored = nb_frames.flatMap({ Int($0) }) { return stored }
            guard let rate, let seconds = (duration ?? fileDuration).flatMap({ Double($0) }),
                seconds > 0, seconds < 1e7
            else { return nil }
            return Int((seconds * rate).rounded())
        }

        /// Frames per second.
        var rate: Double? {
            let parts = (avg_frame_rate ?? "").split(separator: "/").compactMap { Double($0) }
            guard parts.count == 2, parts[0] > 0, parts[1] > 0, parts[0] / parts[1] < 1e5 else {
                return nil
            }
            return parts[0] / parts[1]
        }
    }
    struct Format: Decodable { let duration: String? }
    let streams: [Stream]?
    let format: Format?
}

/// Frames as binary PPM pictures (netpbm's P6) on a pipe; ffmpeg is killed when reading stops early.
private final class VideoReader: FrameReader {
    private let path: String
    private var program: PipedProgram?
    private var read = 0
    private let size: (width: Int, height: Int)

    init(_ path: String, width: Int, height: Int) throws {
        self.path = path
        size = (width, height)
        do throws(PipedProgram.Failure) {
            program = try PipedProgram(
                "ffmpeg",
                [
                    "-v", "error", "-nostdin", "-protocol_whitelist", "file,pipe",
                    "-i", "file:" + path, "-map", "0:V:0", "-fps_mode", "passthrough",
                    "-f", "image2pipe", "-c:v", "ppm", "-",
                ])
        } catch .notFound {
            throw MediaError.ffmpegMissing(path: path, program: "ffmpeg")
        } catch .system(let reason) {
            throw MediaError.notAVideo(path: path, reason: "ffmpeg: \(reason)")
        }
    }

    func next() throws -> Frame? {
        guard let program else { return nil }
        guard let (width, height) = try header(program) else {
            self.program = nil
            if let reason = program.finish() { throw stopped(reason) }
            if read == 0 { throw MediaError.notAVideo(path: path, reason: "it has no frames") }
            return nil
        }
        guard size == (width, height) else {
            throw MediaError.sizesDiffer(
                first: "the video's header", firstSize: "\(size.width)x\(size.height)",
                other: "\(path) frame \(read + 1)", otherSize: "\(width)x\(height)")
        }
        let image = try RGBImage(width: width, height: height) { pixels in
            try fill(UnsafeMutableRawBufferPointer(pixels), program)
        }
        let number = String(read)
        let stem = String(repeating: "0", count: max(0, 5 - number.count)) + number
        read += 1
        return Frame(index: read - 1, stem: stem, image: image)
    }

    /// `P6 width height 255` and one byte of white space; nil at the end of the stream.
    private func header(_ program: PipedProgram) throws -> (Int, Int)? {
        var fields: [[UInt8]] = [[]]
        var byte: [UInt8] = [0]
        while true {
            let got = try byte.withUnsafeMutableBytes { try pull($0, program) }
            if got == 0, fields == [[]] { return nil }
            guard got == 1, fields.count <= 4, (fields.last ?? []).count < 8 else {
                throw stopped(program.finish() ?? "its picture data cannot be read")
            }
            if [0x20, 0x0a, 0x0d, 0x09].contains(byte[0]) {
                if fields.count == 4 { break }
                fields.append([])
            } else {
                fields[fields.count - 1].append(byte[0])
            }
        }
        let numbers = fields.dropFirst().compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        guard fields[0].elementsEqual("P6".utf8), numbers.count == 3, numbers[2] == 255 else {
            throw stopped("its picture data cannot be read")
        }
        return (numbers[0], numbers[1])
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer, _ program: PipedProgram) throws {
        guard try pull(buffer, program) == buffer.count else {
            throw stopped(program.finish() ?? "its last frame is not complete")
        }
    }

    private func pull(_ buffer: UnsafeMutableRawBufferPointer, _ program: PipedProgram) throws
        -> Int
    {
        do throws(PipedProgram.Failure) {
            return try program.read(into: buffer)
        } catch .notFound {
            return 0
        } catch .system(let reason) {
            throw stopped(reason)
        }
    }

    private func stopped(_ reason: String) -> MediaError {
        read == 0
            ? .notAVideo(path: path, reason: "ffmpeg: \(reason)")
            : .videoStopped(path: path, frames: read, reason: "ffmpeg: \(reason)")
    }
}
