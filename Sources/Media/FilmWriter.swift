/// A film of pictures, each at its own time, encoded by the `ffmpeg` program from pictures on a pipe.
///
/// SIGPIPE must be ignored.
package final class FilmWriter {
    private let program: PipedProgram
    private let path: String
    private let pictures: TimedPictures
    /// Seconds from a picture to the next where they have no times.
    private let step: Double
    private var first: Double?
    private var last = -1.0

    /// Starts the encoder.
    ///
    /// - `width`, `height`: of every picture, in pixels.
    /// - `step`: seconds from a picture to the next where they have no times, and of the last one.
    /// - `aspect`: width of a pixel over its height, a fraction; nil for square ones.
    /// - `dialect`: of the ffmpeg in PATH.
    /// - Throws: `MediaError.cannotEncode`, as all of its methods; `.unwritable`.
    package init(
        _ path: String, as form: FilmForm, width: Int, height: Int, step: Double, aspect: String?,
        _ dialect: FFmpegDialect
    ) throws {
        (self.path, self.step) = (path, step)
        pictures = TimedPictures(
            width: width, height: height, channels: form.channels, lastSeconds: step)
        let filters = form.filters(aspect: aspect ?? "1").joined(separator: ",")
        do throws(PipedProgram.Failure) {
            program = try PipedProgram(
                "ffmpeg",
                ["-v", "error", "-y", "-f", "matroska", "-i", "-", "-vf", filters]
                    + form.options(dialect) + ["file:" + path],
                takesInput: true)
        } catch {
            throw MediaError(error, writing: path)
        }
        try send(pictures.header)
    }

    /// Starts an MP4 of the size, the pixels' shape and the rate of a film.
    ///
    /// - Throws: as above.
    package convenience init(_ path: String, like film: VideoFile) throws {
        try self.init(
            path, as: .mp4, width: film.width, height: film.height, step: film.step,
            aspect: film.pixelAspect, .installed())
    }

    /// Adds a picture.
    ///
    /// - `pixels`: `[height, width, 3]`, or 4 where the form has alpha.
    /// - `time`: in seconds, of any clock; nil where it has none.
    package func append(_ pixels: [UInt8], time: Double?) throws {
        let start = first ?? time ?? 0
        first = start
        // An encoder wants times that rise.
        last = max(time.map { $0 - start } ?? last + (last < 0 ? 1 : step), last + 1e-4)
        try send(pictures.start(at: last))
        try send(pixels)
    }

    /// Completes the file.
    ///
    /// - Returns: the time of the first picture on its own clock, and how many seconds the film lasts; nil
    ///   for a film without pictures.
    @discardableResult
    package func finish() throws -> (start: Double, seconds: Double)? {
        if let failure = program.finish() { throw MediaError(failure, writing: path) }
        return first.map { ($0, last + step) }
    }

    private func send(_ bytes: [UInt8]) throws {
        do {
            try bytes.withUnsafeBytes { try program.write($0) }
        } catch let failure as PipedProgram.Failure {
            throw MediaError(failure, writing: path)
        }
    }
}

extension MediaError {
    /// What kept ffmpeg from writing a film.
    init(_ failure: PipedProgram.Failure, writing path: String) {
        switch failure {
        case .notFound:
            self = .cannotEncode(path: path, program: "ffmpeg", nil)
        case .fault(.lacks(let what, nil)):
            self = .cannotEncode(
                path: path, program: "ffmpeg",
                .lacks(what: what, version: FFmpegVersion.installed(of: "ffmpeg")))
        case .fault(let fault):
            self = .cannotEncode(path: path, program: "ffmpeg", fault)
        case .refused(let message):
            self = .unwritable(path: path, reason: "ffmpeg: \(message)")
        }
    }
}
