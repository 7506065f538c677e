import Files
import Foundation

/// Why another program (ffmpeg, espeak-ng) did not do its work, where its input is not to blame.
public enum ProgramFault: Error, Equatable, Sendable {
    /// The system does not start it; `reason` in the system's words.
    case notStarted(reason: String)
    /// A signal ended it.
    case killed(signal: Int32)
    /// It does not run on this machine: a library is missing, for example.
    case broken(message: String)
    /// The machine has no more of something: memory, descriptors, space.
    case exhausted(message: String)
    /// It does not know an option, a filter or an encoder; `version` nil where it does not tell.
    case lacks(what: String, version: String?)
}

extension ProgramFault: CustomStringConvertible {
    /// What happened and the way out, to follow the program's name: no full stop.
    public var description: String {
        switch self {
        case .notStarted(let reason) where reason == systemReason(EACCES):
            "cannot be started (\(reason)); make the file in PATH executable, or install it again"
        case .notStarted(let reason):
            "cannot be started (\(reason)); close other programs or raise the limits that ulimit -a "
                + "shows, and try again"
        case .killed(let signal):
            "was ended from outside by signal \(signal) (\(String(cString: strsignal(signal)))); "
                + "see that the machine has memory to spare, and try again"
        case .broken(let message):
            "does not run on this machine (\(message)); install it again"
        case .exhausted(let message):
            "ran out of what it needs (\(message)); free memory or space, and try again"
        case .lacks(let what, let version):
            "\(version.map { "of version \($0) " } ?? "")does not know \(what); install a complete "
                + "ffmpeg of version \(FFmpegVersion.oldest) or newer"
        }
    }
}

extension ProgramFault {
    /// What the end of a program says of the machine; nil where it speaks of the program's input.
    ///
    /// - `status`: as a shell tells it: 128 + n after signal n.
    /// - `messages`: what the program has told on standard error.
    init?(status: Int32, messages: String) {
        let lines = messages.split(whereSeparator: \.isNewline).map(String.init)
        let last = lines.last ?? "it ended with status \(status)"
        if let what = lines.lazy.compactMap(Self.unknown).first {
            self = .lacks(what: what, version: nil)
        } else if status == 126 || status == 127 {
            self = .broken(message: last)
        } else if status == 255, lines.isEmpty {
            // How ffmpeg ends when it is asked to.
            self = .killed(signal: SIGTERM)
        } else if (129...192).contains(status) {
            self = .killed(signal: status - 128)
        } else if let line = lines.last(where: Self.tellsOfTheMachine) {
            self = .exhausted(message: line)
        } else {
            return nil
        }
    }

    /// What a line of ffmpeg says it does not know.
    private static func unknown(_ line: String) -> String? {
        if let found = line.firstMatch(of: /Unrecognized option '([^']+)'/) {
            return "the option \(found.1)"
        }
        if let found = line.firstMatch(of: /Option '?([\w-]+)'? not found/) {
            return "the option \(found.1)"
        }
        if let found = line.firstMatch(of: /No such filter: '([^']+)'/) {
            return "the filter \(found.1)"
        }
        if let found = line.firstMatch(of: /Unknown (encoder|muxer|protocol)s? '([^']+)'/) {
            return "the \(found.1) \(found.2)"
        }
        return nil
    }

    private static func tellsOfTheMachine(_ line: String) -> Bool {
        [ENOMEM, EMFILE, ENFILE, ENOSPC, EAGAIN].contains { line.hasSuffix(systemReason($0)) }
    }
}
