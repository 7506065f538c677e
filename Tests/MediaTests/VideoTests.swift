import Foundation
import Randomness
import Testing

@testable import Media

private let hasFFmpeg: Bool = {
    guard let program = try? PipedProgram("ffmpeg", ["-version"]) else { return false }
    _ = try? program.readAll()
    return program.finish() == nil
}()

@Suite struct VideoTests {
    /// Makes a video of `count` frames with ffmpeg: lossless, so that samples can be compared.
    private func makeVideo(_ folder: TemporaryFolder, _ name: String, count: Int) throws -> String {
        for index in 0..<count {
            var image = RGBImage.gradient(32, 24)
            image.pixels[0] = UInt8(index % 256)
            try image.writePNG(to: folder.file("\(index).png"))
        }
        let program = try PipedProgram(
            "ffmpeg",
            [
                "-v", "error", "-i", folder.file("%d.png"), "-c:v", "ffv1", "-pix_fmt", "gbrp",
                folder.file(name),
            ])
        try #require(program.finish() == nil)
        return folder.file(name)
    }

    @Test(.enabled(if: hasFFmpeg, "needs ffmpeg"))
    func everyFrameArrivesInOrder() throws {
        let folder = try TemporaryFolder()
        let path = try makeVideo(folder, "clip.mkv", count: 12)
        let source = try FrameSource(path: path)
        #expect(source.size == (32, 24))
        #expect(source.expectedCount == 12)
        let reader = try source.frames()
        var count = 0
        while let frame = try reader.next() {
            var expected = RGBImage.gradient(32, 24)
            expected.pixels[0] = UInt8(count)
            #expect(frame.image == expected)
            #expect(frame.stem == "000" + (count < 10 ? "0" : "") + String(count))
            count += 1
        }
        #expect(count == 12)
        #expect(try reader.next() == nil)
    }

    @Test(.enabled(if: hasFFmpeg, "needs ffmpeg"))
    func stoppingEarlyKillsAndReapsTheProgram() throws {
        let folder = try TemporaryFolder()
        let path = try makeVideo(folder, "clip.mkv", count: 300)
        for _ in 0..<3 {
            let reader = try FrameSource(path: path).frames()
            #expect(try reader.next()?.index == 0)
        }
        #if os(Linux)
            // Fields of /proc/PID/stat: id (name) state parent … Z is a child nobody waited for.
            let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc")
            for process in processes where Int(process) != nil {
                guard
                    let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
                else { continue }
                #expect(!stat.contains("(ffmpeg) Z \(getpid()) "))
            }
        #endif
    }

    @Test(.enabled(if: hasFFmpeg, "needs ffmpeg"))
    func filesThatAreNoVideos() throws {
        let folder = try TemporaryFolder()
        var generator = SplitMix64(seed: 9)
        let noise = (0..<4000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let path = try folder.write([0] + noise, "noise.mp4")
        let error = #expect(throws: MediaError.self) { try FrameSource(path: path) }
        let message = error?.description ?? ""
        #expect(message.hasPrefix("\(path): no video found in it (ffprobe: "))
        #expect(
            message.hasSuffix(
                "; expected a video that ffmpeg reads, a PNG or JPEG image, or a folder of frames"))
    }

    @Test(.enabled(if: hasFFmpeg, "needs ffmpeg"))
    func aVideoCutShortIsReadOrNamedButNeverHangs() throws {
        let folder = try TemporaryFolder()
        let whole = try Data(
            contentsOf: URL(fileURLWithPath: makeVideo(folder, "a.mkv", count: 40)))
        let path = try folder.write(whole.prefix(whole.count / 2), "cut.mkv")
        let reader = try FrameSource(path: path).frames()
        var count = 0
        do {
            while try reader.next() != nil { count += 1 }
        } catch let error as MediaError {
            #expect(error.description.hasPrefix(path))
        }
        #expect((1..<40).contains(count))
    }

    @Test func aMissingProgramIsNamed() {
        #expect(throws: PipedProgram.Failure.self) { try PipedProgram("no-such-program-here", []) }
        #expect(
            MediaError.ffmpegMissing(path: "a.mp4", program: "ffprobe").description
                == "a.mp4: reading a video needs the ffprobe program, which is not in PATH; install it "
                + "(Debian: sudo apt-get install ffmpeg) or pass a folder of PNG or JPEG frames")
    }
}
