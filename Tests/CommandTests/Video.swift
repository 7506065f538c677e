import Foundation
import Testing

/// Small videos through the ffmpeg program.
enum Video {
    static let canEncode: Bool = {
        (try? ffmpeg(["-version"], in: NSTemporaryDirectory())) == 0
    }()

    /// Encodes pictures, 12 a second, as `options` say.
    static func encode(
        _ pattern: String, to name: String, in place: TemporaryFolder,
        options: [String] = ["-pix_fmt", "yuv420p"]
    ) throws {
        let status = try ffmpeg(
            ["-framerate", "12", "-i", pattern] + options + [name], in: place.path)
        try #require(status == 0)
    }

    /// What ffprobe prints of the first film in a file, as `key=value` lines.
    static func probed(
        _ name: String, _ entries: String, in place: TemporaryFolder
    ) throws -> [String] {
        let process = Process()
        let answer = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["ffprobe", "-v", "error", "-select_streams", "V:0", "-show_entries", entries]
            + ["-of", "default=noprint_wrappers=1", name]
        process.currentDirectoryURL = URL(fileURLWithPath: place.path)
        process.standardOutput = answer
        try process.run()
        let said = answer.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: said, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// A recording as a WAV file of 48 kHz, between seconds of silence, in which browsers start; returns how
    /// many seconds it has.
    static func wave(
        of recording: String, to name: String, in place: TemporaryFolder
    ) throws -> Double {
        let status = try ffmpeg(
            [
                "-i", recording, "-af", "adelay=1500:all=1,apad=pad_dur=1", "-ar", "48000", "-ac",
                "1",
                "-bitexact", name,
            ], in: place.path)
        try #require(status == 0)
        return Double(try place.bytes(name).count) / 96_000
    }

    /// Samples of a file's first sound track, 8,000 a second.
    static func samples(_ name: String, in place: TemporaryFolder) throws -> [Int16] {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["ffmpeg", "-v", "error", "-nostdin", "-i", name, "-vn", "-ac", "1", "-ar", "8000"]
            + ["-f", "s16le", "-"]
        process.currentDirectoryURL = URL(fileURLWithPath: place.path)
        process.standardOutput = pipe
        try process.run()
        let bytes = [UInt8](pipe.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        return stride(from: 0, to: bytes.count - 1, by: 2).map {
            Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
        }
    }

    private static func ffmpeg(_ arguments: [String], in place: String) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["ffmpeg", "-v", "error", "-nostdin"] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: place)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
