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

    /// Of a format with few colours, which are chosen for each film.
    private static let palette = "split[a][b];[a]palettegen[p];[b][p]paletteuse"

    var testDescription: String { "\(encoder) \(pixels) \(container) \(trait)" }

    var arguments: [String] {
        var all = ["-c:v", encoder, "-pix_fmt", pixels] + options
        var filters: [String] = []
        switch trait {
        case .plain, .turned: break
        case .interlaced: all += ["-flags", "+ilme+ildct", "-field_order", "tt"]
        case .anamorphic: filters.append("setsar=4/3")
        case .variableRate:
            filters.append("setpts=(N*N*20+N*100)/1000/TB")
            all += FFmpegDialect.installed().everyFrame + ["-enc_time_base", "1:1000"]
        }
        if pixels == "pal8" { filters.append(Self.palette) }
        return (filters.isEmpty ? [] : ["-vf", filters.joined(separator: ",")]) + all
    }

    /// A still as a film of this kind shows it.
    func shown(_ still: RGBImage) -> RGBImage {
        let turned = trait == .turned ? still.oriented(6) : still
        return pixels.hasPrefix("gray") ? turned.gray : turned
    }

    /// Each codec, depth, kind of colour and trait at least once with each of many others.
    static let all = [
        FilmFormat(encoder: "libx264", pixels: "yuv420p", container: "mp4", trait: .turned),
        FilmFormat(encoder: "libx264", pixels: "yuv422p10le", container: "mkv"),
        FilmFormat(encoder: "libx264", pixels: "yuv444p", container: "mov", trait: .interlaced),
        FilmFormat(
            encoder: "libx264", pixels: "gray", container: "mp4", trait: .anamorphic,
            options: ["-crf", "10"]),
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
            encoder: "gif", pixels: "pal8", container: "gif", trait: .variableRate, tolerance: 8),
    ].filter { FilmMaker.encoders.contains($0.encoder) }
}
