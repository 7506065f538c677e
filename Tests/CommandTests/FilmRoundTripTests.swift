import Foundation
import Media
import ReferFormer
import Testing
import TinyCheckpoint
import TurnedFilm

/// Whatever is special about a film: what is made of it has its frames, in their order, at their times.
@Suite("Films there and back", .enabled(if: Video.canEncode, "ffmpeg is not installed"))
struct FilmRoundTripTests {
    /// How a film is made of the frames.
    struct Film: Sendable, CustomTestStringConvertible {
        let name: String
        var options: [String] = []
        /// What it tells players to turn its frames by, in degrees clockwise.
        var turn = 0
        /// What else is in the file: a second input of ffmpeg, and how it is put in.
        var beside: (input: [String], options: [String]) = ([], [])
        /// Share of the file that is left of it.
        var kept = 1.0
        let matte: String
        let testDescription: String

        init(
            _ what: String, _ name: String, _ options: [String] = [], turn: Int = 0,
            beside: (input: [String], options: [String]) = ([], []), kept: Double = 1,
            matte: String = "webm"
        ) {
            (self.name, self.options, self.turn, self.beside) = (name, options, turn, beside)
            (self.kept, self.matte, testDescription) = (kept, matte, "\(name), \(what)")
        }
    }

    private static let h264 = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "12"]
    /// Every frame whole, so that a cut loses what is behind it alone.
    private static let whole = ["-bf", "0", "-g", "1"]
    private static let uneven =
        ["-vf", "settb=1/1000,setpts=N*(N+1)*50"]
        + FFmpegDialect.installed().everyFrame + ["-enc_time_base", "1:1000"]
    private static let other = ["-f", "lavfi", "-i", "testsrc=size=160x120:rate=25:duration=1"]
    private static let cover = ["-i", "frames/00000.png"]

    static let films = [
        Film("turned by 90°", "film.mp4", h264, turn: 90),
        Film("turned by 180°", "film.mov", h264 + uneven, turn: 180, matte: "prores"),
        Film("turned by 270°", "film.mp4", h264, turn: 270, matte: "prores"),
        Film("interlaced", "film.mp4", h264 + ["-flags", "+ilme+ildct", "-x264opts", "tff=1"]),
        Film("10 bits", "film.webm", ["-c:v", "libvpx-vp9", "-pix_fmt", "yuv420p10le"] + uneven),
        Film("odd sides", "film.gif", uneven, matte: "prores"),
        Film("alpha, odd sides", "film.mov", ["-c:v", "qtrle", "-pix_fmt", "argb"] + uneven),
        Film(
            "cover art before the film", "film.mp4", h264,
            beside: (
                cover,
                ["-map", "1", "-map", "0", "-c:v:0", "png", "-disposition:v:0", "attached_pic"]
            )),
        Film(
            "two films, with B frames", "film.mkv", h264 + ["-bf", "2"] + uneven,
            beside: (other, ["-map", "0", "-map", "1"])),
        Film(
            "two films, the second to be shown", "film.mp4", h264,
            beside: (
                other,
                ["-map", "0", "-map", "1", "-disposition:v:0", "0", "-disposition:v:1", "default"]
            )),
        Film("cut", "film.mp4", h264 + whole + ["-movflags", "+faststart"], kept: 0.7),
        Film(
            "cut", "film.webm", ["-c:v", "libvpx-vp9", "-pix_fmt", "yuv420p"] + whole, kept: 0.7),
    ]

    private static let count = 5

    @Test("overlay, matte and masks account for every frame", arguments: films)
    func roundTrip(_ film: Film) throws {
        let place = try TemporaryFolder()
        try Self.make(film, in: place)
        let wanted = try Self.pictures(film.name, in: place)
        if film.kept == 1 {
            #expect(wanted.count == Self.count)
        } else {
            #expect((2..<Self.count).contains(wanted.count))
        }
        let outcome = try Program.run(
            ["the red square", film.name, "-o", "out", "--quiet", "--matte", film.matte]
                + ["--model", "model.safetensors"], in: place)
        #expect(film.kept < 1 ? outcome.status == 1 : [0, 3].contains(outcome.status))
        #expect(outcome.errors.isEmpty == (film.kept == 1), "\(outcome.errors)")

        let report = try Report(place.text("out/result.json"))
        let told = try report.frames.map { try #require($0.time) }
        #expect(told.count == wanted.count)
        #expect(place.entries("out/masks/0")?.count == wanted.count)
        let probed = try Self.times(film.name, in: place)
        #expect(probed.count == wanted.count)
        for (time, own) in zip(told, probed) { #expect(abs(time - own) < 1e-3) }
        let suffix = film.matte == "prores" ? "mov" : film.matte
        for made in ["out/overlay.mp4", "out/matte/0.\(suffix)"] {
            let times = try Self.times(made, in: place)
            #expect(times.count == probed.count, "\(made)")
            for (time, own) in zip(times, probed) {
                #expect(abs(time - times[0] - (own - probed[0])) < 1.1e-3, "\(made): \(times)")
            }
        }
        // The matte has the frame's own colours.
        let found = try Self.pictures("out/matte/0.\(suffix)", in: place)
        #expect(found.count == wanted.count)
        for (index, picture) in found.enumerated() {
            #expect((picture.width, picture.height) == (wanted[index].width, wanted[index].height))
            let nearest = wanted.indices.min {
                Self.difference(picture, wanted[$0]) < Self.difference(picture, wanted[$1])
            }
            #expect(nearest == index, "frame \(index)")
        }
    }

    /// Encodes pictures of a square that moves by many pixels from each to the next, and writes a model that
    /// sees little, but fast.
    private static func make(_ film: Film, in place: TemporaryFolder) throws {
        var config = OnlineReferConfig(network: .tinyResNet)
        config.network.vocabulary = TinyCheckpoint.vocabulary
        try TinyCheckpoint.write(model: config, to: place.path)
        try TinyCheckpoint.writeVocabulary(to: place.path)
        let isOdd = film.testDescription.contains("odd sides")
        let (width, height) = isOdd ? (97, 65) : (96, 64)
        try place.makeFolder("frames")
        for index in 0..<count {
            try place.makeImage(
                String(format: "frames/%05d.png", index), width: width, height: height,
                shift: 8 * index)
        }
        try Video.encode(
            "frames/%05d.png", to: film.name, in: place,
            options: film.beside.input + film.options + film.beside.options)
        if film.turn > 0 { try TurnedFilm.turn("\(place.path)/\(film.name)", by: film.turn) }
        if film.kept < 1 { try place.truncate(film.name, to: film.kept) }
    }

    /// When frames are shown, as ffprobe has it.
    private static func times(_ name: String, in place: TemporaryFolder) throws -> [Double] {
        try Video.probed(name, "frame=best_effort_timestamp_time", in: place)
            .compactMap { Double($0.split(separator: "=").last ?? "") }
    }

    /// All frames that can be read, turned as the file says.
    private static func pictures(_ name: String, in place: TemporaryFolder) throws -> [RGBImage] {
        let reader = try FrameSource(path: "\(place.path)/\(name)").frames(EarlyEnd())
        var all: [RGBImage] = []
        while let frame = try reader.next() { all.append(frame.image) }
        return all
    }

    /// By how much the samples of pictures of one size differ.
    private static func difference(_ a: RGBImage, _ b: RGBImage) -> Int {
        zip(a.pixels, b.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    }
}
