import Foundation
import Media
import Testing

@Suite("Films", .enabled(if: Video.canEncode, "ffmpeg is not installed"))
struct FilmTests {
    /// One with which an encoder's losses move a mask by little.
    private static let car = Repository.root.appendingPathComponent("Examples/blue-car/frames").path

    @Test(
        "a deep film gives the masks of the 8-bit one",
        arguments: [
            (
                "hevc.mov",
                ["-c:v", "libx265", "-pix_fmt", "yuv420p10le", "-x265-params", "lossless=1"], 0.98
            ),
            (
                "prores.mov", ["-c:v", "prores_ks", "-pix_fmt", "yuv422p10le", "-qscale:v", "1"],
                0.97
            ),
            (
                "profile2.webm",
                ["-c:v", "libvpx-vp9", "-pix_fmt", "yuv420p10le", "-lossless", "1"], 0.98
            ),
            ("gray.mkv", ["-c:v", "ffv1", "-pix_fmt", "gray12le"], 0.98),
        ])
    func deep(_ name: String, _ options: [String], _ least: Double) throws {
        let place = try TemporaryFolder()
        let pattern = Self.car + "/%05d.jpg"
        try Video.encode(pattern, to: name, in: place, options: options)
        let format =
            ["gray.mkv": "gray", "prores.mov": "yuv422p"][name] ?? "yuv420p"
        try Video.encode(
            pattern, to: "shallow.mkv", in: place, options: ["-c:v", "ffv1", "-pix_fmt", format])
        for (film, output) in [(name, "deep"), ("shallow.mkv", "shallow")] {
            let outcome = try Program.run(
                ["the blue car", film, "-o", output, "--quiet"]
                    + ["--no-overlay"], in: place)
            #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
        }
        let same = try maskSimilarity(
            place.path + "/deep/masks/0", place.path + "/shallow/masks/0")
        #expect(same >= least, "IoU \(same)")
    }

    @Test("times, rate and duration stand in the result, and in the overlay with the film's shape")
    func variableRate() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 5, width: 96, height: 64)
        // Frames at 0, 0.1, 0.3, 0.6 and 1.0 seconds.
        try Video.encode(
            "frames/%05d.jpg", to: "film.mkv", in: place,
            options: ["-vf", "settb=1/1000,setpts=N*(N+1)*50,setsar=4/3", "-c:v", "ffv1"]
                + FFmpegDialect.installed().everyFrame + ["-enc_time_base", "1:1000"])
        let outcome = try Program.run(
            ["the red square", "film.mkv", "--json", "--quiet"], in: place)
        #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
        let report = try Report(outcome.output)
        #expect(report.version == 1)
        #expect(report.shortfall == nil)
        #expect(report.frames.map(\.time) == [0, 0.1, 0.3, 0.6, 1])
        #expect(report.input.frameRate != nil)
        #expect((report.input.duration ?? 0) >= 1)

        let overlay = "refseg-out/film/overlay.mp4"
        let times = try Video.probed(overlay, "frame=best_effort_timestamp_time", in: place)
            .compactMap { Double($0.split(separator: "=").last ?? "") }
        #expect(times.count == 5)
        for (time, expected) in zip(times, [0, 0.1, 0.3, 0.6, 1]) {
            #expect(abs(time - expected) < 1e-3)
        }
        let shape = try Video.probed(
            overlay,
            "stream=sample_aspect_ratio,color_space,color_primaries,color_transfer,color_range",
            in: place)
        #expect(
            Set(shape) == [
                "sample_aspect_ratio=4:3", "color_space=bt709", "color_primaries=bt709",
                "color_transfer=bt709", "color_range=tv",
            ])
    }

    @Test("the overlay has the film's colours")
    func colours() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 2, width: 96, height: 64)
        try Video.encode("frames/%05d.jpg", to: "film.mp4", in: place)
        let outcome = try Program.run(["a cat", "film.mp4", "--quiet"], in: place)
        #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
        let film = try #require(try FrameSource(path: place.path + "/film.mp4").frames().next())
        let overlay = try #require(
            try FrameSource(path: place.path + "/refseg-out/film/overlay.mp4").frames().next())
        // Corners of the ground, which nothing is drawn on.
        for place in [(2, 2), (93, 2), (2, 61), (93, 61)] {
            let at = (place.1 * 96 + place.0) * 3
            for channel in 0..<3 {
                let (a, b) = (film.image.pixels[at + channel], overlay.image.pixels[at + channel])
                #expect(abs(Int(a) - Int(b)) <= 6)
            }
        }
    }

    @Test(
        "a film that is cut gives the frames there are, a sentence and exit status 1",
        arguments: [
            ("film.mp4", ["-pix_fmt", "yuv420p", "-movflags", "faststart", "-bf", "0", "-g", "1"]),
            ("film.mkv", ["-c:v", "ffv1"]), ("film.avi", ["-c:v", "mjpeg"]),
            ("film.gif", []), ("film.ts", ["-c:v", "mpeg2video", "-bf", "0", "-g", "1"]),
        ])
    func cut(_ name: String, _ options: [String]) throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 12, width: 320, height: 180)
        try Video.encode("frames/%05d.jpg", to: name, in: place, options: options)
        let whole = try Program.run(["the red square", name, "-o", "whole", "--quiet"], in: place)
        #expect([0, 3].contains(whole.status), "\(whole.errors)")
        try place.truncate(name, to: 0.613)
        for (extra, statuses) in [([], [Int32(1)]), (["--allow-cut"], [0, 3])] {
            let outcome = try Program.run(
                ["the red square", name, "-o", "out"] + extra, in: place)
            #expect(statuses.contains(outcome.status), "\(outcome.errors)")
            let count = try #require(place.entries("out/masks/0")).count
            #expect((1..<12).contains(count))
            let first = extra.isEmpty ? "Error" : "Warning"
            let lines = outcome.errors.split(separator: "\n").filter { $0.hasPrefix(first) }
            #expect(lines.count == 1)
            #expect(lines[0].hasPrefix("\(first): \(name): the film ends after \(count) "))
            #expect(lines[0].contains("copy or download it again"))
            #expect(lines[0].contains("--allow-cut") == extra.isEmpty)
            let report = try Report(place.text("out/result.json"))
            #expect(report.frames.count == count)
            #expect(report.shortfall?.hasPrefix("\(name): the film ends after \(count) ") == true)
            #expect(try FrameSource(path: place.path + "/out/overlay.mp4").expectedCount == count)
        }
    }

    @Test("whole films of every container are not taken for cut ones")
    func whole() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 12, width: 96, height: 64)
        for name in [
            "a.mp4", "a.mov", "a.mkv", "a.avi", "a.ts", "a.flv", "a.gif", "a.mpg", "a.ogv",
        ] {
            try Video.encode("frames/%05d.jpg", to: name, in: place, options: ["-r", "25"])
            let outcome = try Program.run(
                ["the red square", name, "-o", "out", "--no-overlay", "--quiet"], in: place)
            #expect([0, 3].contains(outcome.status), "\(name): \(outcome.errors)")
            #expect(outcome.errors == "")
        }
        // From the middle of a group of pictures: an edit list leaves out what comes before it.
        try Video.encode("frames/%05d.jpg", to: "b.mp4", in: place)
        try Video.encode(
            "frames/%05d.jpg", to: "c.mp4", in: place,
            options: ["-pix_fmt", "yuv420p", "-ss", "0.3"])
        for name in ["b.mp4", "c.mp4"] {
            let outcome = try Program.run(
                ["the red square", name, "-o", "out", "--no-overlay", "--quiet"], in: place)
            #expect([0, 3].contains(outcome.status), "\(name): \(outcome.errors)")
        }
    }
}
