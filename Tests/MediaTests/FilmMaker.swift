import Foundation
import Testing

@testable import Media

/// Small films made with the ffmpeg program, and what ffprobe tells of them.
enum FilmMaker {
    static let isReady: Bool = {
        guard let program = try? PipedProgram("ffmpeg", ["-version"]) else { return false }
        _ = try? program.readAll()
        return program.finish() == nil
    }()

    /// Names of the encoders of the ffmpeg in PATH.
    static let encoders: Set<String> = {
        guard let program = try? PipedProgram("ffmpeg", ["-v", "quiet", "-encoders"]),
            let said = try? program.readAll()
        else { return [] }
        let words = String(decoding: said, as: UTF8.self).split(separator: "\n")
            .compactMap { $0.split(separator: " ").dropFirst().first.map(String.init) }
        return Set(words)
    }()

    /// Pictures of a box that moves over a smooth ground, all of even sides.
    static func stills(_ count: Int, width: Int = 96, height: Int = 64) -> [RGBImage] {
        (0..<count).map { index in
            var image = RGBImage.gradient(width, height)
            for y in (height / 3)..<(height * 2 / 3) {
                for x in (8 + 6 * index)..<(32 + 6 * index) where x < width {
                    for (channel, value) in [UInt8(210), 40, 60].enumerated() {
                        image.pixels[(y * width + x) * 3 + channel] = value
                    }
                }
            }
            return image
        }
    }

    /// Encodes pictures, ten a second.
    ///
    /// - `input`: the form in which ffmpeg gets them, where it is not 8-bit RGB.
    @discardableResult
    static func encode(
        _ stills: [RGBImage], _ arguments: [String], to name: String, in folder: TemporaryFolder
    ) throws -> String {
        let raw = try folder.write(stills.flatMap(\.pixels), "raw")
        try run(
            ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", stills[0].sizeText, "-framerate", "10"]
                + ["-i", raw] + arguments + [folder.file(name)])
        return folder.file(name)
    }

    static func run(_ arguments: [String]) throws {
        let program = try PipedProgram("ffmpeg", ["-v", "error", "-y", "-nostdin"] + arguments)
        _ = try program.readAll()
        let failure = program.finish()
        try #require(failure == nil, "\(program.messages)")
    }

    /// When every frame is shown, in seconds, as ffprobe has it.
    static func times(_ path: String) throws -> [Double] {
        let probe = try PipedProgram(
            "ffprobe",
            [
                "-v", "error", "-select_streams", "V:0", "-show_entries",
                "frame=best_effort_timestamp_time", "-of", "csv=p=0", path,
            ])
        let said = String(decoding: try probe.readAll(), as: UTF8.self)
        return said.split(separator: "\n").compactMap {
            Double($0.split(separator: ",").first ?? "")
        }
    }
}

extension FrameReader {
    /// All frames.
    func all() throws -> [Frame] {
        var frames: [Frame] = []
        while let frame = try next() { frames.append(frame) }
        return frames
    }
}

extension RGBImage {
    /// Mean of how far samples differ.
    func difference(from other: RGBImage) -> Double {
        let sum = zip(pixels, other.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        return Double(sum) / Double(pixels.count)
    }

    /// Rec. 601's luma in all channels.
    var gray: RGBImage {
        let gray = stride(from: 0, to: pixels.count, by: 3).flatMap { at -> [UInt8] in
            let (red, green, blue) = (pixels[at], pixels[at + 1], pixels[at + 2])
            let luma = 0.299 * Double(red) + 0.587 * Double(green) + 0.114 * Double(blue)
            return [UInt8](repeating: UInt8(luma.rounded()), count: 3)
        }
        return RGBImage(width: width, height: height, pixels: gray)
    }
}
