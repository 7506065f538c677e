import Foundation

/// How a terminal shows pictures.
enum PictureProtocol {
    /// The graphics protocol of kitty, and of others that took it over.
    case kitty
    /// DEC's sixels.
    case sixel
    /// Characters: two pixels each, in 24-bit colour.
    case halfBlocks

    /// Milliseconds that a terminal has to answer; those that know no pictures may not know the question.
    private static let patience: Int32 = 400

    /// What the terminal on standard output can; nil where there is none, or one that has no colours.
    ///
    /// It is asked, where standard input comes from it: whether it takes a picture of kitty's, and for its
    /// attributes, which everything that is a terminal tells, and which number 4 of is sixels.
    static func ofStandardOutput() -> PictureProtocol? {
        guard isatty(STDOUT_FILENO) == 1,
            ![nil, "", "dumb"].contains(ProcessInfo.processInfo.environment["TERM"])
        else { return nil }
        guard isatty(STDIN_FILENO) == 1 else { return .halfBlocks }
        let answer = asked("\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[c")
        if answer.contains("\u{1B}_Gi=31;OK") { return .kitty }
        let attributes = answer.firstMatch(of: /\x1B\[\?([0-9;]*)c/)?.1.split(separator: ";")
        return attributes?.contains("4") == true ? .sixel : .halfBlocks
    }

    /// What the terminal says to a question that it answers with its attributes at the end.
    private static func asked(_ question: String) -> String {
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return "" }
        var raw = settings
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
        guard tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0 else { return "" }
        defer { _ = tcsetattr(STDIN_FILENO, TCSANOW, &settings) }
        FileHandle.standardOutput.write(Data(question.utf8))
        var answer: [UInt8] = []
        var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        while poll(&waiting, 1, patience) > 0 {
            var byte: UInt8 = 0
            guard read(STDIN_FILENO, &byte, 1) == 1 else { break }
            answer.append(byte)
            let text = String(decoding: answer, as: UTF8.self)
            if text.firstMatch(of: /\x1B\[\?[0-9;]*c/) != nil || answer.count > 4096 { break }
        }
        return String(decoding: answer, as: UTF8.self)
    }
}
