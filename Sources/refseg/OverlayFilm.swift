import Foundation
import Media
import Segmenter

/// The overlay of a video as a video of the same times and shape, encoded by the `ffmpeg` program from
/// pictures on a pipe.
final class OverlayFilm {
    private let process = Process()
    private let pictures = Pipe()
    private let messages = Pipe()
    private let path: String
    private let stream: TimedPictures
    /// Seconds from a frame to the next where the film does not tell.
    private let step: Double
    private var first: Double?
    private var last = -1.0

    /// Starts the encoder.
    ///
    /// - Throws: `MediaError.unwritable`, as all of its methods.
    init(_ path: String, of film: VideoFile) throws {
        self.path = path
        step = 1 / (film.framesPerSecond ?? 25)
        stream = TimedPictures(width: film.width, height: film.height, lastSeconds: step)
        // Colours are told, since players take the untagged ones of large films for BT.709's, those of
        // small ones for others.
        let filters = [
            // Chroma at half size needs even sides.
            "pad=ceil(iw/2)*2:ceil(ih/2)*2", "scale=out_color_matrix=bt709:out_range=tv",
            "setsar=" + (film.pixelAspect ?? "1"),
        ]
        let dialect = FFmpegDialect.installed()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["ffmpeg", "-v", "error", "-y", "-f", "matroska", "-i", "-"]
            + ["-vf", filters.joined(separator: ","), "-pix_fmt", "yuv420p"]
            + ["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"]
            + ["-color_range", "tv"] + dialect.everyFrame + dialect.wholeMP4
            + ["-enc_time_base", "1:60000", "file:" + path]
        process.standardInput = pictures
        process.standardOutput = FileHandle.nullDevice
        process.standardError = messages
        do {
            try process.run()
        } catch {
            throw MediaError.unwritable(path: path, reason: "ffmpeg does not start")
        }
        try send(stream.header)
    }

    deinit { if process.isRunning { process.terminate() } }

    /// Adds a frame.
    ///
    /// - `time`: in seconds, as the film counts them; nil where it has none.
    func append(_ picture: RGBImage, time: Double?) throws {
        let start = first ?? time ?? 0
        first = start
        // An encoder wants times that rise.
        last = max(time.map { $0 - start } ?? last + (last < 0 ? 1 : step), last + 1e-4)
        try send(stream.start(at: last))
        try send(picture.pixels)
    }

    /// Completes the file.
    func finish() throws {
        try? pictures.fileHandleForWriting.close()
        process.waitUntilExit()
        if process.terminationStatus != 0 { throw failure() }
    }

    private func send(_ bytes: [UInt8]) throws {
        do {
            try pictures.fileHandleForWriting.write(contentsOf: Data(bytes))
        } catch {
            throw failure()
        }
    }

    private func failure() -> MediaError {
        process.terminate()
        let said = String(decoding: messages.fileHandleForReading.availableData, as: UTF8.self)
        let last = said.split(whereSeparator: \.isNewline).last.map(String.init)
        return .unwritable(path: path, reason: "ffmpeg: \(last ?? "it stopped")")
    }
}
