import Foundation
import Media
import Testing

@Suite("Films that are made of a film", .enabled(if: Video.canEncode, "ffmpeg is not installed"))
struct FilmOutputTests {
    /// Times of a film's frames, from the first on.
    private static func times(_ name: String, in place: TemporaryFolder) throws -> [Double] {
        let all = try Video.probed(name, "frame=best_effort_timestamp_time", in: place)
            .compactMap { Double($0.split(separator: "=").last ?? "") }
        return all.map { $0 - (all.first ?? 0) }
    }

    private static let uneven =
        ["-vf", "settb=1/1000,setpts=N*(N+1)*50"]
        + FFmpegDialect.installed().everyFrame + ["-enc_time_base", "1:1000"]

    @Test(
        "overlay, matte and composite have its frames and times",
        arguments: [
            ("film.mp4", ["-pix_fmt", "yuv420p"] + uneven, "webm"),
            ("film.mov", ["-c:v", "prores_ks", "-pix_fmt", "yuva444p10le"] + uneven, "prores"),
            ("film.mkv", ["-c:v", "ffv1", "-pix_fmt", "yuv420p10le"] + uneven, "webm"),
            ("film.webm", ["-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p"] + uneven, "prores"),
            ("film.gif", ["-r", "10"], "webm"),
            ("film.ts", ["-vf", "pad=98:66", "-c:v", "mpeg2video"], "webm"),
        ])
    func times(_ name: String, _ options: [String], _ form: String) throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 6, width: 97, height: 65, suffix: "png")
        try Video.encode(
            "frames/%05d.png", to: name, in: place,
            options: name.hasSuffix("mp4")
                ? ["-vf", "pad=98:66,settb=1/1000,setpts=N*(N+1)*50"] + Array(options.dropFirst(4))
                    + ["-pix_fmt", "yuv420p"] : options)
        let outcome = try Program.run(
            ["the red square", name, "-o", "out", "--quiet", "--matte", form]
                + ["--background", "blur"], in: place)
        #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
        let wanted = try Self.times(name, in: place)
        #expect(wanted.count >= 6)
        let matte = "out/matte/0." + (form == "prores" ? "mov" : form)
        for film in ["out/overlay.mp4", "out/composite.mp4", matte] {
            let found = try Self.times(film, in: place)
            #expect(found.count == wanted.count, "\(film)")
            for (time, own) in zip(found, wanted) {
                #expect(abs(time - own) < 1.1e-3, "\(film): \(found)")
            }
        }
        // A transport stream tells its streams twice, once among its programs.
        let size = { try Video.probed($0, "stream=width,height", in: place).prefix(2) }
        #expect(try size(matte) == size(name))
        let report = try Report(place.text("out/result.json"))
        #expect(report.frames.count == wanted.count)
    }

    @Test("a film that is turned, and looked at from a time on, gives the frames of the whole one")
    func range() throws {
        let place = try TemporaryFolder()
        let car = Repository.root.appendingPathComponent("Examples/blue-car/frames").path
        try Video.encode(
            "\(car)/%05d.jpg", to: "film.mkv", in: place,
            options: ["-c:v", "ffv1", "-vf", "transpose=1"])
        let run = { (options: [String], output: String) in
            try Program.run(
                ["blue car on the grass", "film.mkv", "-o", output, "--quiet", "--no-overlay"]
                    + options, in: place)
        }
        let outcome = try run(
            ["--start", "0:00.25", "--end", "00:00:00.75", "--every", "2", "--matte", "png"], "some"
        )
        #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
        let some = try Report(place.text("some/result.json"))
        // Twelve frames a second: 3, 5 and 7, which Matroska has at whole milliseconds.
        #expect(some.frames.map(\.time) == [0.25, 0.417, 0.583])
        #expect(some.frames.map(\.name) == ["00000", "00001", "00002"])
        #expect(
            try place.text("some/result.json").contains(
                "\"taken\":{\"end\":0.75,\"every\":2,\"start\":0.25}"))
        let stills = try FrameSource(path: place.path + "/film.mkv").frames()
        var all: [RGBImage] = []
        while let frame = try stills.next() { all.append(frame.image) }
        for (index, own) in [3, 5, 7].enumerated() {
            let name = String(format: "some/matte/0/%05d.png", index)
            #expect(try RGBImage(path: "\(place.path)/\(name)") == all[own])
        }
        let thin = try run(["--fps", "4"], "thin")
        #expect([0, 3].contains(thin.status), "\(thin.errors)")
        #expect(
            try Report(place.text("thin/result.json")).frames.map(\.time) == [0, 0.25, 0.5, 0.75])
        let none = try run(["--start", "3"], "none")
        #expect(none.status == 1)
        #expect(
            none.errors == "Error: film.mkv: no frame is shown from 3 s on; the film lasts 1 s, so "
                + "choose other times\n")
        #expect(place.entries("none") == nil)
    }

    @Test("the overlay has the film's sound, of the same range")
    func sound() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 36, width: 96, height: 64)
        // 400 Hz in the first second, 1,000 Hz in the second, 400 Hz in the third.
        try Video.encode(
            "frames/%05d.jpg", to: "film.mp4", in: place,
            options: [
                "-f", "lavfi", "-i", "aevalsrc='sin(2*PI*t*if(between(t,1,2),1000,400))':d=3",
            ]
                + ["-pix_fmt", "yuv420p", "-c:a", "aac"])
        let outcome = try Program.run(
            ["the red square", "film.mp4", "-o", "out", "--quiet", "--start", "1", "--end", "2"]
                + ["--fps", "6"], in: place)
        #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
        #expect(outcome.errors == "")
        #expect(try Self.times("out/overlay.mp4", in: place).count == 6)
        let samples = try Video.samples("out/overlay.mp4", in: place)
        #expect(abs(Double(samples.count) / 8000 - 1) < 0.05, "\(samples.count)")
        let middle = samples[1000..<7000]
        let crossings = zip(middle, middle.dropFirst()).count { ($0 < 0) != ($1 < 0) }
        #expect(abs(Double(crossings) / 2 / 0.75 - 1000) < 20, "\(crossings)")

        // A sound track that cannot be decoded: the film stays without, and a warning tells it.
        let script = """
            #!/bin/sh
            PATH='\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin")'
            case "$*" in *aac*) echo 'Invalid data found when processing input' >&2; exit 1;; esac
            exec ffmpeg "$@"
            """
        try place.write(Data(script.utf8), to: "bin/ffmpeg")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: "\(place.path)/bin/ffmpeg")
        let silent = try Program.run(
            ["the red square", "film.mp4", "-o", "silent", "--end", "0.5"], in: place,
            environment: [
                "PATH": "\(place.path)/bin:"
                    + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin")
            ])
        #expect([0, 3].contains(silent.status), "\(silent.errors)")
        #expect(
            silent.errors.contains(
                "Warning: film.mp4: its sound cannot be copied (ffmpeg: Invalid data found when "
                    + "processing input); expected sound that ffmpeg decodes, and room for the film a "
                    + "second time; silent/overlay.mp4 is left without it\n"), "\(silent.errors)")
        #expect(place.entries("silent") == ["masks", "overlay.mp4", "result.json"])
        #expect(try Self.times("silent/overlay.mp4", in: place).count == 6)
    }

    @Test("a decoder that dies half-way loses nothing that was finished, and says at which frame")
    func deadDecoder() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 8, width: 96, height: 64)
        try Video.encode("frames/%05d.jpg", to: "film.mp4", in: place)
        // Five frames and a half: 18,432 bytes each, and what comes before them.
        let script = """
            #!/bin/sh
            PATH='\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin")'
            case "$*" in *image2pipe*) ffmpeg "$@" | head -c 101000; kill -9 $$;; esac
            exec ffmpeg "$@"
            """
        try place.write(Data(script.utf8), to: "bin/ffmpeg")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: "\(place.path)/bin/ffmpeg")
        let outcome = try Program.run(
            ["the red square", "film.mp4", "-o", "out", "--quiet", "--matte", "webm"], in: place,
            environment: [
                "PATH": "\(place.path)/bin:"
                    + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin")
            ])
        #expect(outcome.status == 1)
        #expect(
            outcome.errors
                == "Error: film.mp4: reading stopped after 5 frames, since ffmpeg was ended from "
                + "outside by signal 9 (Killed); see that the machine has memory to spare, and try "
                + "again, or take what there is of it, in out, with --allow-cut\n")
        #expect(place.entries("out/masks/0")?.count == 5)
        #expect(try Report(place.text("out/result.json")).frames.count == 5)
        for film in ["out/overlay.mp4", "out/matte/0.webm"] {
            #expect(try Self.times(film, in: place).count == 5)
        }
    }

    @Test("what ffmpeg is needed for is told where it is not, and pictures need none")
    func withoutFFmpeg() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 2)
        try place.makeFolder("empty")
        let run = { (form: String) in
            try Program.run(
                ["the red square", "frames", "-o", "out", "--quiet", "--matte", form], in: place,
                wrapper: ["env", "PATH=\(place.path)/empty"])
        }
        let films = try run("prores")
        #expect(films.status == 1)
        #expect(
            films.errors
                == "Error: out/matte/0.mov: writing a film needs the ffmpeg program, which is not in "
                + "PATH; install it (Debian: sudo apt-get install ffmpeg) or ask for pictures\n")
        #expect(place.entries() == ["empty", "frames"])
        let pictures = try run("png")
        #expect([0, 3].contains(pictures.status), "\(pictures.errors)")
        #expect(place.entries("out/matte/0") == ["00000.png", "00001.png"])
    }
}
