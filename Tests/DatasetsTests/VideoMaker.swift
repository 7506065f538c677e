import Foundation
import Testing

/// Whether the scripts can make videos.
enum VideoMaker {
    static let isReady: Bool = {
        let program = Process()
        program.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        program.arguments = ["ffmpeg", "-version"]
        program.standardOutput = FileHandle.nullDevice
        program.standardError = FileHandle.nullDevice
        guard (try? program.run()) != nil else { return false }
        program.waitUntilExit()
        return program.terminationStatus == 0
    }()

    static let hint: Comment = "ffmpeg is not installed"
}
