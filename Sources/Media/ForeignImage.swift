import Files

/// An image that is neither PNG nor JPEG: ffmpeg decodes it like a film of one frame.
struct ForeignImage {
    private let film: VideoFile
    private let looksLike: String

    /// Nil for PNG, JPEG and what is no image.
    ///
    /// - Throws: `MediaError`; `.notAnImage` for a kind that this ffmpeg does not know.
    init?(_ path: String) throws {
        guard let looksLike = try Self.kind(of: path) else { return nil }
        self.looksLike = looksLike
        do {
            film = try VideoFile(path: path)
        } catch MediaError.notAVideo {
            throw MediaError.notAnImage(path: path, looksLike: looksLike)
        }
    }

    /// What such an image is, in words; nil for PNG, JPEG and what is no image.
    ///
    /// - Throws: `MediaError`.
    static func kind(of path: String) throws -> String? {
        let start = try MediaError.naming(path) { try RegularFile(path).read(upTo: 512) }
        guard !start.isEmpty, case .image(let looksLike) = FileKind(start: start) else {
            return nil
        }
        return looksLike
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
