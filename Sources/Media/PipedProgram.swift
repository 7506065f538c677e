import Files
import Foundation

/// A running program whose standard output is read through a pipe; killed and reaped when it goes out
/// of use. It reads nothing (/dev/null), or what is written to it. Its messages, and its notes where they
/// are asked for, come through pipes too and are taken in while the output is waited for: no file is
/// needed.
package final class PipedProgram {
    /// Why there is no (more) output.
    package enum Failure: Error, Equatable {
        /// It is not in PATH.
        case notFound
        /// The machine or the program's installation is to blame.
        case fault(ProgramFault)
        /// The program ended badly; its last message, in one line.
        case refused(String)
    }

    /// The descriptor on which a program that is asked for notes finds the pipe for them.
    package static let noteDescriptor: Int32 = 3

    private let process: pid_t
    private var pipes: [Pipe: Int32]
    private var status: Int32?
    private var said = MessageEnds()
    private var notes: [UInt8] = []

    private enum Pipe: CaseIterable { case output, messages, notes, input }

    /// Starts `name`, looked up in PATH, in a process group of its own.
    ///
    /// - `takesNotes`: opens `noteDescriptor` for it.
    /// - `takesInput`: whether it reads what `write` and `finishWriting` send; SIGPIPE must be ignored.
    package init(
        _ name: String, _ arguments: [String], takesNotes: Bool = false, takesInput: Bool = false
    ) throws(Failure) {
        let wanted: [Pipe] =
            [.output, .messages] + (takesNotes ? [.notes] : []) + (takesInput ? [.input] : [])
        // This process's ends and the program's.
        var (own, others): ([Pipe: Int32], [Pipe: Int32]) = ([:], [:])
        defer { for end in others.values { close(end) } }
        for kind in wanted {
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else {
                let reason = systemReason()
                for end in own.values { close(end) }
                throw .fault(.notStarted(reason: reason))
            }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            (own[kind], others[kind]) = kind == .input ? (ends[1], ends[0]) : (ends[0], ends[1])
        }
        // Whoever writes must be able to turn to what the program says meanwhile.
        if let input = own[.input] { _ = fcntl(input, F_SETFL, O_NONBLOCK) }

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
        if !takesInput {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        let places = [
            (Pipe.input, 0), (.output, 1), (.messages, 2), (.notes, Self.noteDescriptor),
        ]
        for (kind, place) in places {
            if let end = others[kind] { posix_spawn_file_actions_adddup2(&actions, end, place) }
        }
        // refseg itself takes these signals otherwise; whoever ends the program alone must be able to.
        var (taken, blocked) = (sigset_t(), sigset_t())
        sigemptyset(&taken)
        sigemptyset(&blocked)
        for number in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&taken, number) }
        posix_spawnattr_setsigdefault(&attributes, &taken)
        posix_spawnattr_setsigmask(&attributes, &blocked)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        posix_spawnattr_setpgroup(&attributes, 0)

        var words: [UnsafeMutablePointer<CChar>?] =
            ([name] + arguments).map { strdup($0.pathBytes) } + [nil]
        defer { for word in words { free(word) } }
        var child = pid_t()
        let code = posix_spawnp(&child, name, &actions, &attributes, &words, environ)
        guard code == 0 else {
            for end in own.values { close(end) }
            throw code == ENOENT ? .notFound : .fault(.notStarted(reason: systemReason(code)))
        }
        (process, pipes) = (child, own)
    }

    deinit {
        for end in pipes.values { close(end) }
        if status == nil {
            kill(process, SIGKILL)
            _ = wait()
        }
    }

    /// Fills `buffer` from the program's output; the result is smaller only where the output ends.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        var filled = 0
        while filled < buffer.count, let output = pipes[.output] {
            try takeIn(until: .output)
            let got = Foundation.read(
                output, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
            if got > 0 {
                filled += got
            } else if got == 0 {
                shut(.output)
            } else if errno != EINTR {
                throw .fault(.notStarted(reason: systemReason()))
            }
        }
        return filled
    }

    /// Sends `bytes`, and waits until they are taken.
    ///
    /// - Throws: what ended the program, where it ended before.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        var sent = 0
        while sent < bytes.count {
            guard let input = pipes[.input] else { throw .refused("it takes nothing") }
            try takeIn(until: .input)
            let count = Foundation.write(
                input, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
            if count > 0 {
                sent += count
            } else if errno != EINTR, errno != EAGAIN {
                throw finish() ?? .refused("it stopped reading")
            }
        }
    }

    /// Tells the program that nothing more will be sent.
    package func finishWriting() { shut(.input) }

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
                throw .refused("\(error)")
            }
            all += chunk[..<got]
            if got < chunk.count { return all }
        }
    }

    /// The next line of the program's notes that is there already.
    package func nextNote() throws(Failure) -> String? {
        try takeIn(until: nil)
        guard let end = notes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { notes.removeSubrange(...end) }
        return String(decoding: notes[..<end], as: UTF8.self)
    }

    /// Waits for the end; nil where the program ended well, or else what it was that ended it.
    package func finish() -> Failure? {
        finishWriting()
        try? takeIn(until: .messages)
        let status = wait()
        if status == 0 { return nil }
        if let fault = ProgramFault(status: status, messages: said.text) { return .fault(fault) }
        return .refused(said.last ?? "it ended with status \(status)")
    }

    /// What the program has told on standard error: its first and its last 8 kB.
    package var messages: String { said.text }

    /// Takes in messages and notes until there is output, or room for input, or until the messages end;
    /// without waiting where nothing is named.
    private func takeIn(until awaited: Pipe?) throws(Failure) {
        while true {
            var polled = Pipe.allCases.compactMap { kind in
                pipes[kind].map {
                    let event = kind == .input ? POLLOUT : POLLIN
                    return (kind, pollfd(fd: $0, events: Int16(event), revents: 0))
                }
            }
            guard polled.contains(where: { awaited == nil || $0.0 == awaited }) else { return }
            // Output, or room, that nobody waits for would end the wait at once.
            polled.removeAll { [.output, .input].contains($0.0) && awaited != $0.0 }
            var places = polled.map(\.1)
            let ready = poll(&places, nfds_t(places.count), awaited == nil ? 0 : -1)
            if ready < 0, errno != EINTR { throw .fault(.notStarted(reason: systemReason())) }
            if ready == 0 { return }
            var isDone = false
            for (place, (kind, _)) in zip(places, polled) where ready > 0 && place.revents != 0 {
                if [.output, .input].contains(kind) {
                    isDone = true
                } else {
                    take(kind, place.fd)
                }
            }
            if isDone { return }
        }
    }

    private func take(_ kind: Pipe, _ end: Int32) {
        var chunk = [UInt8](repeating: 0, count: 4096)
        let got = Foundation.read(end, &chunk, chunk.count)
        guard got > 0 else {
            if got == 0 || errno != EINTR { shut(kind) }
            return
        }
        if kind == .notes { notes += chunk[..<got] } else { said.add(chunk[..<got]) }
    }

    private func shut(_ kind: Pipe) {
        if let end = pipes.removeValue(forKey: kind) { close(end) }
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
