import Foundation
import Media

/// The overlay of a video as a video, encoded by the `ffmpeg` program from pictures on a pipe.
final class OverlayFilm {
    private let process = Process()
    private let pictures = Pipe()
    private let messages = Pipe()
    private let path: String

    /// Starts the encoder.
    ///
    /// - `rate`: frames per second, as ffmpeg writes it (`30000/1001`).
    /// - Throws: `MediaError.unwritable`, as all of its methods.
    init(_ path: String, width: Int, height: Int, rate: String) throws {
        self.path = path
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24",
            "-s", "\(width)x\(height)", "-framerate", rate, "-i", "-",
            // Chroma at half size needs even sides.
            "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p", "file:" + path,
        ]
        process.standardInput = pictures
        process.standardOutput = FileHandle.nullDevice
        process.standardError = messages
        do {
            try process.run()
        } catch {
            throw MediaError.unwritable(path: path, reason: "ffmpeg does not start")
        }
    }

    deinit { if process.isRunning { process.terminate() } }

    /// Adds a frame.
    func append(_ picture: RGBImage) throws {
        do {
            try pictures.fileHandleForWriting.write(contentsOf: Data(picture.pixels))
        } catch {
            throw failure()
        }
    }

    /// Completes the file.
    func finish() throws {
        try? pictures.fileHandleForWriting.close()
        process.waitUntilExit()
        if process.terminationStatus != 0 { throw failure() }
    }

    private func failure() -> MediaError {
        process.terminate()
        let said = String(decoding: messages.fileHandleForReading.availableData, as: UTF8.self)
        let last = said.split(whereSeparator: \.isNewline).last.map(String.init)
        return .unwritable(path: path, reason: "ffmpeg: \(last ?? "it stopped")")
    }
}
