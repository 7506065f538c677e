import Files

/// An image that is neither PNG nor JPEG: ffmpeg decodes it like a film of one frame.
struct ForeignImage {
    private let film: VideoFile
    private let looksLike: String

    /// Nil for PNG, JPEG and what is no image.
    ///
    /// - Throws: `MediaError`; `.notAnImage` for a kind that this ffmpeg does not know.
    init?(_ path: String) throws {
        guard case .image(let looksLike, let demuxer)? = try Self.kind(of: path) else { return nil }
        self.looksLike = looksLike
        do {
            film = try VideoFile(FFmpegInput(path: path, demuxer: demuxer))
        } catch MediaError.notAVideo {
            throw MediaError.notAnImage(path: path, looksLike: looksLike)
        }
    }

    /// Whether a file is an image that is neither PNG nor JPEG.
    ///
    /// - Throws: `MediaError`.
    static func isAt(_ path: String) throws -> Bool {
        guard case .image? = try kind(of: path) else { return false }
        return true
    }

    private static func kind(of path: String) throws -> FileKind? {
        let start = try MediaError.naming(path) { try RegularFile(path).read(upTo: 512) }
        return start.isEmpty ? nil : FileKind(start: start)
    }

    /// In pixels.
    var size: (width: Int, height: Int) { (film.width, film.height) }

    func read() throws -> RGBImage {
        do {
            if let frame = try film.frames().next() { return frame.image }
        } catch MediaError.notAVideo {
        }
        throw MediaError.notAnImage(path: film.path, looksLike: looksLike)
    }
}
