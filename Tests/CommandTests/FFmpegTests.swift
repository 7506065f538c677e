import Foundation
import Media
import Testing

/// Films that are in order where the machine, or its ffmpeg, is not.
@Suite("ffmpeg and the machine", .enabled(if: Video.canEncode, "ffmpeg is not installed"))
struct FFmpegTests {
    private static let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

    /// A folder with a film of three frames.
    private func film() throws -> TemporaryFolder {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 3, width: 96, height: 64)
        try Video.encode("frames/%05d.jpg", to: "v.mp4", in: place)
        return place
    }

    private func run(
        in place: TemporaryFolder, wrapper: [String] = [], environment: [String: String] = [:],
        extra: [String] = []
    ) throws -> Program.Outcome {
        try Program.run(
            ["the red square", "v.mp4", "-o", "out", "--quiet"] + extra, in: place,
            wrapper: wrapper, environment: environment)
    }

    /// Puts a script of a program's name before all others in PATH.
    private func place(_ script: String, as name: String, in place: TemporaryFolder) throws
        -> [String: String]
    {
        try place.write(Data(("#!/bin/sh\n" + script + "\n").utf8), to: "bin/\(name)")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: "\(place.path)/bin/\(name)")
        return ["PATH": "\(place.path)/bin:\(Self.path)"]
    }

    @Test("a temporary folder that is missing is not needed")
    func noTemporaryFolder() throws {
        let outcome = try run(in: film(), environment: ["TMPDIR": "/nonexistent"])
        #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
    }

    @Test(
        "one that is full or read-only neither",
        .enabled(if: Wrapper.canMount, "nothing can be mounted here"),
        arguments: ["size=4k,nr_inodes=1", "ro"])
    func uselessTemporaryFolder(_ options: String) throws {
        let place = try film()
        try place.makeFolder("disk")
        let outcome = try run(
            in: place, wrapper: Wrapper.disk(options), environment: ["TMPDIR": place.path + "/disk"]
        )
        #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
    }

    @Test("too few descriptors are told as such")
    func noDescriptors() throws {
        let place = try film()
        var seen = 0
        for limit in 4..<16 {
            let outcome = try run(
                in: place, wrapper: ["sh", "-c", "ulimit -n \(limit); exec \"$@\"", "sh"],
                extra: ["--no-overlay"])
            for blamed in ["no video found", "permissions"] {
                #expect(!outcome.errors.contains(blamed), "\(limit): \(outcome.errors)")
            }
            if outcome.errors.contains("ffprobe cannot be started (Too many open files)") {
                seen += 1
                #expect(outcome.status == 1)
                #expect(
                    outcome.errors
                        == "Error: v.mp4: not read, since ffprobe cannot be started (Too many "
                        + "open files); close other programs or raise the limits that ulimit -a "
                        + "shows, and try again\n")
            }
        }
        #expect(seen > 0)
    }

    @Test(
        "a program that is killed or does not run is told, and the film not blamed",
        arguments: [
            (
                "ffmpeg", "kill -9 $$",
                "ffmpeg was ended from outside by signal 9 (Killed); see that the machine has memory "
                    + "to spare, and try again"
            ),
            (
                "ffprobe", "kill $$",
                "ffprobe was ended from outside by signal 15 (Terminated); see that the machine has "
                    + "memory to spare, and try again"
            ),
            (
                "ffprobe",
                "echo 'ffprobe: error while loading shared libraries: libx.so.1' >&2; exit 127",
                "ffprobe does not run on this machine (ffprobe: error while loading shared libraries: "
                    + "libx.so.1); install it again"
            ),
            (
                "ffmpeg", "echo 'av_interleaved_write_frame(): Cannot allocate memory' >&2; exit 1",
                "ffmpeg ran out of what it needs (av_interleaved_write_frame(): Cannot allocate "
                    + "memory); free memory or space, and try again"
            ),
        ])
    func notToBlame(_ program: String, _ script: String, _ reason: String) throws {
        let place = try film()
        let environment = try self.place(script, as: program, in: place)
        let outcome = try run(in: place, environment: environment, extra: ["--no-overlay"])
        #expect(outcome.errors == "Error: v.mp4: not read, since \(reason)\n")
        #expect(outcome.status == 1)
        #expect(place.entries("out") == nil)
    }

    @Test("one that may not be executed is told")
    func notExecutable() throws {
        let place = try film()
        let environment = try self.place("exit 0", as: "ffprobe", in: place)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: place.path + "/bin/ffprobe")
        let outcome = try run(in: place, environment: ["PATH": place.path + "/bin"])
        #expect(environment["PATH"] != nil)
        #expect(
            outcome.errors == "Error: v.mp4: not read, since ffprobe cannot be started (Permission "
                + "denied); make the file in PATH executable, or install it again\n")
    }

    /// What an ffmpeg that lacks a word says of it, and else what this machine's does.
    private static func old(lacking word: String, says message: String) -> String {
        """
        for word in "$@"; do case "$word" in
        -h) echo "-vsync              video sync method"; exit 0;;
        *\(word)*) echo "\(message)" >&2; exit 1;;
        esac; done
        PATH='\(path)'
        ffmpeg -v quiet -h long | grep -q '^-fps_mode' || exec ffmpeg "$@"
        for word in "$@"; do
            shift; test "$word" = -vsync && word=-fps_mode; set -- "$@" "$word"
        done
        exec ffmpeg "$@"
        """
    }

    @Test("an ffmpeg before 5.1 is spoken to in its own words, overlay included")
    func beforeFrameRateModes() throws {
        let place = try film()
        let script = Self.old(
            lacking: "-fps_mode",
            says: """
                Unrecognized option 'fps_mode'.
                Error splitting the argument list: Option not found
                """)
        let environment = try self.place(script, as: "ffmpeg", in: place)
        let outcome = try run(in: place, environment: environment)
        #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
        let report = try Report(place.text("out/result.json"))
        #expect(report.frames.count == 3)
        #expect(report.frames.allSatisfy { $0.time != nil })
        #expect(place.entries("out")?.contains("overlay.mp4") == true)
    }

    @Test("an ffmpeg that cannot send times in time is read without them")
    func withoutTimes() throws {
        let place = try film()
        let script = Self.old(
            lacking: "direct",
            says: "[metadata @ 0x5] Option 'direct' not found")
        let environment = try self.place(script, as: "ffmpeg", in: place)
        let outcome = try run(in: place, environment: environment)
        #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
        let report = try Report(place.text("out/result.json"))
        #expect(report.frames.map(\.time) == [nil, nil, nil])
    }

    @Test("one that cannot be spoken to at all is named with its version")
    func tooOld() throws {
        let place = try film()
        let script = """
            case "$1" in -version) echo "ffmpeg version 1.2.3-4ubuntu Copyright"; exit 0;; esac
            echo "Unrecognized option 'copyts'." >&2
            echo "Error splitting the argument list: Option not found" >&2
            exit 1
            """
        let environment = try self.place(script, as: "ffmpeg", in: place)
        let outcome = try run(in: place, environment: environment, extra: ["--no-overlay"])
        #expect(
            outcome.errors
                == "Error: v.mp4: not read, since ffmpeg of version 1.2.3-4ubuntu does not "
                + "know the option copyts; install a complete ffmpeg of version 4.3 or newer\n")
        #expect(outcome.status == 1)
    }
}
