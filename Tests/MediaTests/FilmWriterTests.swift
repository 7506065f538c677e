import Foundation
import Masks
import Testing

@testable import Media

@Suite("Films that are written", .enabled(if: FilmMaker.isReady, "needs ffmpeg"))
struct FilmWriterTests {
    private static let times = [0, 0.1, 0.3, 0.6, 1, 1.1, 2]

    /// A disk that moves, opaque.
    private static func picture(_ index: Int) -> RGBAImage {
        let (width, height) = (97, 65)
        let inside = (0..<(width * height)).map { pixel -> UInt8 in
            let (x, y) = (pixel % width - 20 - 5 * index, pixel / width - 32)
            return x * x + y * y < 200 ? 1 : 0
        }
        return RGBAImage(
            .gradient(width, height), opaqueIn: Mask(width: width, height: height, bytes: inside))
    }

    @Test(
        "have the pictures' times, size, shape and alpha",
        arguments: [(FilmForm.mp4, "h264"), (.prores, "prores"), (.webm, "vp9")])
    func round(_ form: FilmForm, _ codec: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("film.\(form.suffix)")
        let pictures = Self.times.indices.map(Self.picture)
        let writer = try FilmWriter(
            path, as: form, width: 97, height: 65, step: 0.1, aspect: "4/3", .installed())
        for (picture, time) in zip(pictures, Self.times) {
            let pixels =
                form.channels == 4
                ? picture.pixels
                : picture.pixels.enumerated().filter { $0.offset % 4 < 3 }.map(\.element)
            try writer.append(pixels, time: 40 + time)
        }
        let span = try #require(try writer.finish())
        #expect(span.start == 40)
        #expect(abs(span.seconds - 2.1) < 1e-6)

        let found = try FilmMaker.times(path)
        #expect(found.count == Self.times.count)
        for (time, wanted) in zip(found, Self.times) { #expect(abs(time - wanted) < 1e-3) }
        let film = try VideoFile(path: path)
        #expect(film.width == (form == .mp4 ? 98 : 97))
        #expect(film.height == (form == .mp4 ? 66 : 65))
        if form != .webm { #expect(film.pixelAspect == "4/3") }
        #expect(abs(try #require(film.duration) - 2.1) < 0.01)
        let probe = try PipedProgram(
            "ffprobe",
            ["-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", path])
        #expect(String(decoding: try probe.readAll(), as: UTF8.self).hasPrefix(codec))

        guard form.channels == 4 else { return }
        // Of VP9 only libvpx decodes the alpha.
        let raw = folder.file("alpha.raw")
        try FilmMaker.run(
            (form == .webm ? ["-c:v", "libvpx-vp9"] : []) + ["-i", path, "-vf"]
                + ["alphaextract,format=gray", "-f", "rawvideo"]
                + FFmpegDialect.installed().everyFrame + [raw])
        let alpha = [UInt8](try Data(contentsOf: URL(fileURLWithPath: raw)))
        let wanted = pictures.flatMap { picture in
            stride(from: 3, to: picture.pixels.count, by: 4).map { picture.pixels[$0] }
        }
        #expect(alpha.count == wanted.count)
        let most = zip(alpha, wanted).map { abs(Int($0) - Int($1)) }.max() ?? 255
        #expect(most <= (form == .prores ? 1 : 40), "\(most)")
    }

    @Test("an encoder that ffmpeg does not have is told")
    func unknownEncoder() {
        let error = MediaError(
            .fault(.lacks(what: "the encoder libvpx-vp9", version: nil)), writing: "out/0.webm")
        #expect(
            "\(error)".hasPrefix("out/0.webm: not written, since ffmpeg "), "\(error)")
        #expect(
            "\(error)".contains("does not know the encoder libvpx-vp9; install a complete ffmpeg"))
        #expect(
            "\(MediaError(.notFound, writing: "out/0.webm"))"
                == "out/0.webm: writing a film needs the ffmpeg program, which is not in PATH; install "
                + "it (Debian: sudo apt-get install ffmpeg) or ask for pictures")
    }
}
