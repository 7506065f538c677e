import Foundation

/// Which ffmpeg is installed, as far as messages tell of it.
enum FFmpegVersion {
    /// The oldest that reads every kind of film with its time stamps.
    static let oldest = "4.3"

    /// What a program of ffmpeg's says of itself (`4.4.2-0ubuntu0.22.04.1`); nil where it does not.
    static func installed(of program: String) -> String? {
        guard let running = try? PipedProgram(program, ["-version"]),
            let said = try? running.readAll(), running.finish() == nil
        else { return nil }
        let words = String(decoding: said.prefix(200), as: UTF8.self).split(separator: " ")
        return words.count > 2 && words[1] == "version" ? String(words[2]) : nil
    }
}
