import Foundation

/// Which ffmpeg is installed.
package enum FFmpegVersion {
    /// The oldest that reads every kind of film with its time stamps.
    package static let oldest = "4.3"

    /// What a program of ffmpeg's says of itself (`4.4.2-0ubuntu0.22.04.1`); nil where it does not.
    package static func installed(of program: String) -> String? {
        guard let running = try? PipedProgram(program, ["-version"]),
            let said = try? running.readAll(), running.finish() == nil
        else { return nil }
        let words = String(decoding: said.prefix(200), as: UTF8.self).split(separator: " ")
        return words.count > 2 && words[1] == "version" ? String(words[2]) : nil
    }

    /// Whether a version is older than `oldest`. Builds that count commits (`N-109…`) are taken for new.
    package static func isOld(_ version: String) -> Bool {
        let own = numbers(version.hasPrefix("n") ? version.dropFirst() : version[...])
        return !own.isEmpty && own.lexicographicallyPrecedes(numbers(oldest[...]))
    }

    /// The numbers that a version begins with.
    private static func numbers(_ version: Substring) -> [Int] {
        version.prefix { $0.isNumber || $0 == "." }.split(separator: ".").compactMap { Int($0) }
    }
}
