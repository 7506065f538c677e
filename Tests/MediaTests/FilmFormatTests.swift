import Foundation
import Testing

@testable import Media

/// A film of one kind: how it is made and what is special about it.
struct FilmFormat: Sendable, CustomTestStringConvertible {
    enum Trait { case plain, interlaced, turned, anamorphic, variableRate }

    let encoder: String
    let pixels: String
    let container: String
    var trait = Trait.plain
    var options: [String] = []
    /// How far samples may differ from the stills on the mean.
    var tolerance = 4.0

    var testDescription: String { "\(encoder) \(pixels) \(container) \(trait)" }

    var arguments: [String] {
        var all = ["-c:v", encoder, "-pix_fmt", pixels] + options
        switch trait {
        case .plain, .turned: break
        case .interlaced: all += ["-flags", "+ilme+ildct", "-field_order", "tt"]
        case .anamorphic: all = ["-vf", "setsar=4/3"] + all
        case .variableRate:
            all = ["-vf", "setpts=(N*N*20+N*100)/1000/TB"] + all
            all += [FFmpegDialect.installed().sync, "passthrough", "-enc_time_base", "1:1000"]
        }
        return all
    }

    /// Each codec, depth, kind of colour and trait at least once with each of many others.
    static let all = [
        FilmFormat(encoder: "libx264", pixels: "yuv420p", container: "mp4", trait: .turned),
        FilmFormat(encoder: "libx264", pixels: "yuv422p10le", container: "mkv"),
        FilmFormat(encoder: "libx264", pixels: "yuv444p", container: "mov", trait: .interlaced),
        FilmFormat(encoder: "libx264", pixels: "gray", container: "mp4", trait: .anamorphic),
        FilmFormat(encoder: "libx264", pixels: "yuv420p", container: "ts", trait: .interlaced),
        FilmFormat(encoder: "libx265", pixels: "yuv420p10le", container: "mov", trait: .turned),
        FilmFormat(
            encoder: "libx265", pixels: "yuv444p12le", container: "mkv", trait: .variableRate),
        FilmFormat(encoder: "libx265", pixels: "yuv422p", container: "mp4", trait: .anamorphic),
        FilmFormat(encoder: "libvpx-vp9", pixels: "yuva420p", container: "webm"),
        FilmFormat(
            encoder: "libvpx-vp9", pixels: "yuv420p12le", container: "webm", trait: .variableRate),
        FilmFormat(
            encoder: "libvpx-vp9", pixels: "yuv444p10le", container: "webm", trait: .anamorphic),
        FilmFormat(encoder: "libsvtav1", pixels: "yuv420p10le", container: "mkv"),
        FilmFormat(
            encoder: "libaom-av1", pixels: "yuv422p", container: "mp4", trait: .turned,
            options: ["-cpu-used", "8"]),
        FilmFormat(
            encoder: "prores_ks", pixels: "yuv422p10le", container: "mov", trait: .interlaced),
        FilmFormat(encoder: "prores_ks", pixels: "yuva444p10le", container: "mov", trait: .turned),
        FilmFormat(
            encoder: "mjpeg", pixels: "yuvj422p", container: "avi", trait: .anamorphic,
            options: ["-q:v", "2"]),
        FilmFormat(
            encoder: "mjpeg", pixels: "yuvj444p", container: "mkv", trait: .variableRate,
            options: ["-q:v", "2"]),
        FilmFormat(
            encoder: "ffv1", pixels: "gray12le", container: "mkv", trait: .variableRate,
            tolerance: 1.5),
        FilmFormat(
            encoder: "ffv1", pixels: "gray10le", container: "mkv", trait: .interlaced,
            tolerance: 1.5),
        FilmFormat(
            encoder: "ffv1", pixels: "yuva444p10le", container: "mkv", trait: .anamorphic,
            tolerance: 1.5),
        FilmFormat(encoder: "ffv1", pixels: "gbrp12le", container: "avi", tolerance: 0.5),
        FilmFormat(encoder: "ffv1", pixels: "rgba64le", container: "mkv", tolerance: 0.5),
        FilmFormat(
            encoder: "qtrle", pixels: "argb", container: "mov", trait: .turned, tolerance: 0),
        FilmFormat(
            encoder: "gif", pixels: "rgb8", container: "gif", trait: .variableRate, tolerance: 24),
    ].filter { FilmMaker.encoders.contains($0.encoder) }
}

@Suite("Films of every kind", .enabled(if: FilmMaker.isReady, "needs ffmpeg"))
struct FilmFormatTests {
    @Test("frames are the stills, count and times those of ffprobe", arguments: FilmFormat.all)
    func frames(_ format: FilmFormat) throws {
        let folder = try TemporaryFolder()
        let stills = FilmMaker.stills(6)
        let path = try FilmMaker.encode(
            stills, format.arguments, to: "film.\(format.container)", in: folder)
        if format.trait == .turned { try FilmMaker.turn(path) }
        let film = try VideoFile(path: path)
        let frames = try film.frames().all()
        #expect(frames.count == 6)
        for (frame, still) in zip(frames, stills) {
            var shown = format.trait == .turned ? still.oriented(6) : still
            if format.pixels.hasPrefix("gray") { shown = shown.gray }
            #expect((frame.image.width, frame.image.height) == (shown.width, shown.height))
            #expect((film.width, film.height) == (shown.width, shown.height))
            #expect(
                frame.image.difference(from: shown) <= format.tolerance, "frame \(frame.index)")
        }
        let times = try FilmMaker.times(path)
        #expect(times.count == 6)
        for (frame, time) in zip(frames, times) {
            let own = try #require(frame.time)
            #expect(abs(own - time) < 1e-3, "frame \(frame.index)")
        }
        let hasAspect = format.trait == .anamorphic
        #expect(film.pixelAspect == (hasAspect ? "4/3" : nil))
        #expect(try #require(film.duration ?? 1) > 0)
    }

    @Test("a turned film's pixels are turned too")
    func turnedAspect() throws {
        let folder = try TemporaryFolder()
        let path = try FilmMaker.encode(
            FilmMaker.stills(2), ["-vf", "setsar=4/3", "-pix_fmt", "yuv420p"], to: "a.mp4",
            in: folder)
        try FilmMaker.turn(path)
        let film = try VideoFile(path: path)
        #expect(film.pixelAspect == "3/4")
        #expect((film.width, film.height) == (64, 96))
    }
}
