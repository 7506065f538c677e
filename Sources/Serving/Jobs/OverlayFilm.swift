import Media
import Segmenter

/// The film of a job with the masks drawn over it, and the sound of the one it is made of.
struct OverlayFilm {
    private let source: VideoFile
    private let texts: [String]
    private let writer: FilmWriter
    private let path: String
    private let overlay = Overlay()

    /// Nil for frames that are no film.
    ///
    /// - Throws: `MediaError`, as all of its methods.
    init?(of source: FrameSource, in job: Job) throws {
        guard case .video(let video) = source else { return nil }
        self.source = video
        path = job.folder.overlay
        texts = job.status.queries.map { $0.text.isEmpty ? $0.recording ?? "" : $0.text }
        writer = try FilmWriter(path, like: video)
    }

    func append(_ frame: FrameResult) throws {
        let picture = overlay.draw(frame.objects.map(\.mask), of: texts, on: frame.image)
        try writer.append(picture.pixels, time: frame.time)
    }

    /// Completes the film.
    ///
    /// - Returns: why it has no sound although there was some; nil where nothing is lost.
    func finish() throws -> MediaError? {
        guard let part = try writer.finish() else { return nil }
        do {
            try FilmSound.add(source, from: part.start, seconds: part.seconds, to: path)
            return nil
        } catch let error as MediaError {
            return error
        }
    }
}
