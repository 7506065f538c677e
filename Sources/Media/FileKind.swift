/// What a file holds, judged by its first bytes and never by its name.
package enum FileKind: Equatable {
    case png
    case jpeg
    /// Another image, which ffmpeg may decode: in words, and the demuxer by ffmpeg's name where it has one
    /// for this kind.
    case image(String, demuxer: String? = nil)
    /// Something else; the payload names it in words.
    case other(String)

    /// - `start`: the first bytes of a file, at least 16 where it has them, and not empty.
    init(start: some Collection<UInt8>) {
        let start = Array(start.prefix(512))
        func begins(_ text: String, at offset: Int = 0) -> Bool {
            start.dropFirst(offset).starts(with: text.utf8)
        }
        if start.starts(with: PNGSignature.bytes.prefix(start.count)) {
            self = .png
        } else if start.starts(with: [0xff, 0xd8, 0xff].prefix(start.count)) {
            self = .jpeg
        } else if begins("GIF8") {
            self = .other("a GIF image")
        } else if begins("BM"), start.count > 5 {
            self = .image("a BMP image", demuxer: "bmp_pipe")
        } else if begins("RIFF"), begins("WEBP", at: 8) {
            self = .image("a WebP image", demuxer: "webp_pipe")
        } else if begins("RIFF"), begins("WAVE", at: 8) {
            self = .other("a WAV sound")
        } else if begins("RIFF"), begins("AVI ", at: 8) {
            self = .other("an AVI video")
        } else if begins("II*\0") || begins("MM\0*") {
            self = .image("a TIFF image", demuxer: "tiff_pipe")
        } else if begins("ftyp", at: 4) {
            self =
                ["avif", "heic", "heix", "heim", "heis", "mif1"].contains { begins($0, at: 8) }
                ? .image("a HEIF or AVIF image") : .other("an MP4 video")
        } else if start.starts(with: [0x1a, 0x45, 0xdf, 0xa3]) {
            self = .other("a Matroska or WebM video")
        } else if begins("%PDF") {
            self = .other("a PDF document")
        } else if FileKind.isText(start) {
            self = .other("text")
        } else {
            self = .other("data of an unknown kind")
        }
    }

    /// Whether the first bytes of a file are such as texts have.
    package static func isText(_ start: [UInt8]) -> Bool {
        start.allSatisfy { $0 >= 0x20 || (0x09...0x0d).contains($0) }
    }
}

/// The eight bytes that begin every PNG file (PNG specification, 5.2).
enum PNGSignature {
    static let bytes: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
}
