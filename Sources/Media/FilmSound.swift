import Files
import Foundation

/// The sound of a film, for another one that shows a part of it.
package enum FilmSound {
    /// Gives a film without sound that of another, where that has any; the pictures are copied as they are.
    ///
    /// - `start`, `seconds`: the part of `film` that is shown, on its own clock.
    /// - `path`: of the film without sound, which another takes the place of; where that fails it stays as it is.
    /// - Throws: `MediaError.soundNotCopied`, of a sound track that cannot be read or a file that cannot be
    ///   written; `.ffmpegMissing`, `.programFailed`.
    package static func add(
        _ film: VideoFile, from start: Double, seconds: Double, to path: String
    ) throws {
        guard try hasSound(film) else { return }
        let url = URL(fileURLWithPath: path)
        let loud = url.deletingLastPathComponent()
            .appendingPathComponent("with-sound." + url.lastPathComponent).path
        do throws(PipedProgram.Failure) {
            let skipped = max(0, start - film.beginning)
            let program = try PipedProgram(
                "ffmpeg",
                ["-v", "error", "-nostdin", "-y", "-i", "file:" + path]
                    + ["-protocol_whitelist", "file,pipe", "-ss", String(format: "%.6f", skipped)]
                    + ["-t", String(format: "%.6f", seconds)] + film.input.arguments
                    + ["-map", "0:v:0", "-map", "1:a:0", "-c:v", "copy", "-c:a", "aac"]
                    // Sound that begins late, or has holes, keeps its place.
                    + ["-af", "aresample=async=1:first_pts=0", "-video_track_timescale", "60000"]
                    + ["-movflags", "+faststart", "file:" + loud])
            _ = try program.readAll()
            if let failure = program.finish() { throw failure }
        } catch {
            unlink(loud)
            throw Self.error(error, of: "ffmpeg", film)
        }
        guard rename(loud, path) == 0 else {
            let reason = systemReason()
            unlink(loud)
            throw MediaError.soundNotCopied(path: film.path, reason: reason)
        }
    }

    private static func hasSound(_ film: VideoFile) throws -> Bool {
        do throws(PipedProgram.Failure) {
            let probe = try PipedProgram(
                "ffprobe",
                ["-v", "error", "-protocol_whitelist", "file,pipe", "-select_streams", "a:0"]
                    + ["-show_entries", "stream=codec_type", "-of", "csv=p=0"]
                    + film.input.arguments)
            let said = String(decoding: try probe.readAll(), as: UTF8.self)
            if let failure = probe.finish() { throw failure }
            return said.contains("audio")
        } catch {
            throw Self.error(error, of: "ffprobe", film)
        }
    }

    private static func error(
        _ failure: PipedProgram.Failure, of program: String, _ film: VideoFile
    ) -> MediaError {
        guard case .refused(let message) = failure else {
            return MediaError(failure, of: program, reading: film.path)
        }
        return .soundNotCopied(path: film.path, reason: "\(program): \(message)")
    }
}
