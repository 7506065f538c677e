import Foundation
import ReferencePython
import Testing

/// How often videos are decoded: what the program asks of ffmpeg, which a script of the same name in PATH
/// writes down before it becomes it.
@Suite(
    "Decoding of videos", .enabled(if: ReferencePython.isReady, "\(ReferencePython.hint)"))
struct DecodingTests {
    @Test("an evaluation decodes each video once, however many sentences and frames are asked")
    func once() throws {
        let place = try TemporaryFolder()
        let _: String = try ReferencePython.run(
            "make_datasets.py", on: ["dataset": "a2d", "folder": place.path])
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        try place.write(
            Data(
                """
                #!/bin/sh
                printf '%s\\n' "$*" >> '\(place.path)/calls'
                PATH='\(path)' exec ffmpeg "$@"

                """.utf8), to: "bin/ffmpeg")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: place.path + "/bin/ffmpeg")
        // A part of one: the pictures of a report read frames again.
        let outcome = try Program.run(
            ["evaluate", "a2d-sentences", "--root", "root", "-o", "out", "--quiet"]
                + ["--shard", "1/1"], in: place,
            environment: ["PATH": "\(place.path)/bin:\(path)"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let decoded = try place.text("calls").split(separator: "\n").compactMap {
            $0.firstMatch(of: /clips320H\/(.*?)\.mp4/).map { String($0.1) }
        }
        #expect(decoded.sorted() == ["-0cOo0cRVZU", "T6bNPuKV-wY", "_single"])
    }
}
