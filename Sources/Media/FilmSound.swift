import Foundation

/// The sound of a film, for another one that shows a part of it.
package enum FilmSound {
    /// Makes of a film without sound one with that of another; the pictures are copied as they are.
    ///
    /// - `silent`: a path; `path`: where the film with sound goes.
    /// - `start`, `seconds`: the part of `film`, on its own clock.
    /// - Returns: whether there is any sound, and so a film at `path`.
    /// - Throws: `MediaError`, of a sound track that cannot be read, or a file that cannot be written.
    package static func add(
        _ film: VideoFile, from start: Double, seconds: Double, to silent: String,
        writing path: String
    ) throws -> Bool {
        do throws(PipedProgram.Failure) {
            let probe = try PipedProgram(
                "ffprobe",
                ["-v", "error", "-protocol_whitelist", "file,pipe", "-select_streams", "a:0"]
                    + ["-show_entries", "stream=codec_type", "-of", "csv=p=0"]
                    + film.input.arguments)
            let said = String(decoding: try probe.readAll(), as: UTF8.self)
            if let failure = probe.finish() { throw failure }
            guard said.contains("audio") else { return false }
        } catch {
            throw MediaError(error, of: "ffprobe", reading: film.path)
        }
        do throws(PipedProgram.Failure) {
            let skipped = max(0, start - film.beginning)
            let program = try PipedProgram(
                "ffmpeg",
                ["-v", "error", "-nostdin", "-y", "-i", "file:" + silent]
                    + ["-protocol_whitelist", "file,pipe", "-ss", String(format: "%.6f", skipped)]
                    + ["-t", String(format: "%.6f", seconds)] + film.input.arguments
                    + ["-map", "0:v:0", "-map", "1:a:0", "-c:v", "copy", "-c:a", "aac"]
                    // Sound that begins late, or has holes, keeps its place.
                    + ["-af", "aresample=async=1:first_pts=0", "-video_track_timescale", "60000"]
                    + ["-movflags", "+faststart", "file:" + path])
            _ = try program.readAll()
            if let failure = program.finish() { throw failure }
        } catch {
            throw MediaError(error, writing: path)
        }
        return true
    }
}
