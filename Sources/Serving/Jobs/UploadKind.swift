import Files
import Media

/// What is taken for a film, an image or a recording, by its first bytes. Nothing else is shown to ffmpeg: among what
/// that reads are lists that name other files of this machine.
enum UploadKind {
    /// Images and films.
    private static let pictures: [(offset: Int, start: [UInt8])] = [
        (0, [0x89, 0x50, 0x4e, 0x47]), (0, [0xff, 0xd8, 0xff]), (0, text("GIF8")), (0, text("BM")),
        (8, text("WEBP")), (0, [0x49, 0x49, 0x2a, 0]), (0, [0x4d, 0x4d, 0, 0x2a]),
        // MP4, QuickTime and HEIF; Matroska and WebM; AVI; MPEG transport and program streams; Ogg; Flash;
        // Windows Media; uncompressed.
        (4, text("ftyp")), (4, text("moov")), (4, text("mdat")), (4, text("wide")),
        (4, text("free")), (4, text("skip")), (0, [0x1a, 0x45, 0xdf, 0xa3]), (8, text("AVI ")),
        (0, [0x47]), (4, [0x47]), (0, [0, 0, 1, 0xba]), (0, [0, 0, 1, 0xb3]), (0, text("OggS")),
        (0, text("FLV")), (0, [0x30, 0x26, 0xb2, 0x75]), (0, uncompressed),
    ]

    private static let sounds: [(offset: Int, start: [UInt8])] = [
        (8, text("WAVE")), (0, text("fLaC")), (0, text("OggS")), (8, text("AIFF")),
        (8, text("AIFC")), (0, text(".snd")), (0, text("ID3")), (0, [0xff, 0xfb]),
        (0, [0xff, 0xf3]),
        (0, [0xff, 0xf2]), (0, [0xff, 0xf1]), (0, [0xff, 0xf9]), (4, text("ftyp")),
        (0, [0x1a, 0x45, 0xdf, 0xa3]), (0, text("caff")), (8, text("AVI ")),
    ]

    /// - Throws: `UploadProblem`.
    static func checkPicture(_ upload: Upload) throws {
        try check(upload, pictures, expected: "a film or an image")
    }

    /// - Throws: `UploadProblem`.
    static func checkSound(_ upload: Upload) throws {
        try check(upload, sounds, expected: "a sound, or a film with one")
    }

    private static func check(
        _ upload: Upload, _ kinds: [(offset: Int, start: [UInt8])], expected: String
    ) throws {
        let start = try RegularFile(upload.path).read(upTo: 16)
        guard !start.isEmpty else {
            throw UploadProblem(
                description:
                    "\(upload.name): the file has 0 bytes; expected \(expected), so choose it "
                    + "again")
        }
        // A list that names files is text, whatever else it is made to look like.
        guard !FileKind.isText(start) || start.starts(with: uncompressed),
            kinds.contains(where: { start.dropFirst($0.offset).starts(with: $0.start) })
        else {
            throw UploadProblem(
                description:
                    "\(upload.name): begins as no kind of file that is taken; expected \(expected), "
                    + "such as MP4, WebM, PNG or JPEG for pictures and WAV, FLAC or MP3 for sounds, so "
                    + "convert it")
        }
    }

    /// Films that begin with a line of text.
    private static let uncompressed = text("YUV4MPEG2")

    private static func text(_ word: String) -> [UInt8] { Array(word.utf8) }
}
