import Files
import Foundation

/// A running program whose standard output is read through a pipe; killed and reaped when it goes out
/// of use. It reads nothing (/dev/null), its messages are kept in an unnamed temporary file.
package final class PipedProgram {
    package enum Failure: Error {
        case notFound
        case system(String)
    }

    private let process: pid_t
    private let output: Int32
    private let messages: Int32
    private var status: Int32?

    /// Starts `name`, looked up in PATH, in a process group of its own.
    package init(_ name: String, _ arguments: [String]) throws(Failure) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw .system(systemReason()) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[1]) }
        var template = Array((NSTemporaryDirectory() + "refseg-XXXXXX").utf8CString)
        let log = mkstemp(&template)
        guard log >= 0 else {
            close(ends[0])
            throw .system(systemReason())
        }
        unlink(template)
        _ = fcntl(log, F_SETFD, FD_CLOEXEC)

        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_adddup2(&actions, log, 2)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)

        var words: [UnsafeMutablePointer<CChar>?] = ([name] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child = pid_t()
        let code = posix_spawnp(&child, name, &actions, &attributes, &words, environ)
        guard code == 0 else {
            close(ends[0])
            close(log)
            throw code == ENOENT ? .notFound : .system(systemReason(code))
        }
        (process, output, messages) = (child, ends[0], log)
    }

    deinit {
        close(output)
        if status == nil {
            kill(process, SIGKILL)
            _ = wait()
        }
        close(messages)
    }

    /// Fills `buffer` from the program's output; the result is smaller only where the output ends.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        var filled = 0
        while filled < buffer.count {
            let got = Foundation.read(
                output, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
            if got == 0 { break }
            if got > 0 {
                filled += got
            } else if errno != EINTR {
                throw .system(systemReason())
            }
        }
        return filled
    }

    /// All output up to its end.
    package func readAll() throws(Failure) -> [UInt8] {
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let got: Int
            do {
                got = try chunk.withUnsafeMutableBytes { try read(into: $0) }
            } catch let failure as Failure {
                throw failure
            } catch {
                throw .system("\(error)")
            }
            all += chunk[..<got]
            if got < chunk.count { return all }
        }
    }

    /// Waits for the end; nil where the program ended well, or else its last message in one line.
    package func finish() -> String? {
        let status = wait()
        if status == 0 { return nil }
        return lastMessages.split(whereSeparator: \.isNewline).last.map(String.init)
            ?? "it ended with status \(status)"
    }

    /// The last 4 kB of what the program has told on standard error.
    package var lastMessages: String {
        var text = [UInt8](repeating: 0, count: 4096)
        let size = lseek(messages, 0, SEEK_END)
        let got = pread(messages, &text, text.count, max(0, size - off_t(text.count)))
        return String(decoding: text[..<max(0, got)], as: UTF8.self)
    }

    private func wait() -> Int32 {
        if let status { return status }
        var raw: Int32 = 0
        while waitpid(process, &raw, 0) < 0, errno == EINTR {}
        let code = raw & 0x7f == 0 ? (raw >> 8) & 0xff : 128 + (raw & 0x7f)
        status = code
        return code
    }
}
