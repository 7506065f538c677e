import Foundation

/// A client's socket: bytes in and out, for none of which is waited longer than the limits say.
///
/// One thread uses it. It closes the socket when it goes out of use.
final class Connection {
    /// Why nothing more can be sent or received.
    enum Failure: Error {
        /// The client has gone, in the middle of something.
        case gone
        /// Nothing came, or nothing was taken, for too long.
        case tooSlow
        /// The head of the request is longer than is read.
        case headTooLong
    }

    let descriptor: Int32
    private let limits: ServerLimits
    /// What has come and is not yet read.
    private var received: [UInt8] = []
    private var start = 0

    /// - `descriptor`: of a socket that does not block.
    init(_ descriptor: Int32, limits: ServerLimits) {
        (self.descriptor, self.limits) = (descriptor, limits)
    }

    deinit { close(descriptor) }

    // MARK: - In

    /// The next request's first line and fields, with the empty line; nil where none comes any more.
    ///
    /// - `isFirst`: of this connection; for another one is waited longer.
    func head(isFirst: Bool) throws(Failure) -> [UInt8]? {
        forget()
        var deadline = Deadline(in: isFirst ? limits.headSeconds : limits.idleSeconds)
        var searched = start
        var isBegun = start < received.count
        while true {
            if let end = endOfHead(from: searched) {
                defer { start = end }
                guard end - start <= limits.headBytes else { throw .headTooLong }
                return Array(received[start..<end])
            }
            guard received.count - start < limits.headBytes else { throw .headTooLong }
            searched = max(start, received.count - 3)
            do throws(Failure) {
                guard try receive(by: deadline) else {
                    if isBegun { throw .gone }
                    return nil
                }
            } catch {
                // Browsers connect before they have anything to ask.
                if error == .tooSlow, !isBegun { return nil }
                throw error
            }
            if !isBegun {
                isBegun = true
                deadline = Deadline(in: limits.headSeconds)
            }
        }
    }

    /// The next bytes, at least one and at most `count`; nil where the client sends nothing more.
    func read(upTo count: Int, by deadline: Deadline) throws(Failure) -> ArraySlice<UInt8>? {
        if start == received.count {
            forget()
            guard try receive(by: deadline) else { return nil }
        }
        let end = min(received.count, start + count)
        defer { start = end }
        return received[start..<end]
    }

    /// A line without its CR LF; nil where it is longer than `limit` or the client has gone.
    func line(limit: Int, by deadline: Deadline) throws(Failure) -> [UInt8]? {
        var line: [UInt8] = []
        // And its CR.
        while line.count <= limit + 1 {
            guard let byte = try read(upTo: 1, by: deadline)?.first else { return nil }
            if byte == 0x0a {
                if line.last == 0x0d { line.removeLast() }
                return line
            }
            line.append(byte)
        }
        return nil
    }

    private func endOfHead(from index: Int) -> Int? {
        var index = index
        while index + 3 < received.count {
            if received[index] == 0x0d, received[index + 1] == 0x0a, received[index + 2] == 0x0d,
                received[index + 3] == 0x0a
            {
                return index + 4
            }
            index += 1
        }
        return nil
    }

    /// Lets go of what was read.
    private func forget() {
        received.removeSubrange(..<start)
        start = 0
    }

    /// Waits for bytes and takes what is there; false where the client sends nothing more.
    private func receive(by deadline: Deadline) throws(Failure) -> Bool {
        while true {
            try wait(for: Int16(POLLIN), by: deadline)
            var block = [UInt8](repeating: 0, count: 1 << 16)
            let got = recv(descriptor, &block, block.count, 0)
            if got > 0 {
                received += block[..<got]
                return true
            }
            if got == 0 { return false }
            guard [EINTR, EAGAIN, EWOULDBLOCK].contains(errno) else { throw .gone }
        }
    }

    // MARK: - Out

    /// Sends all of it.
    ///
    /// - `pace`: counts what was sent, and knows how long that may take.
    func send(_ bytes: [UInt8], _ pace: inout Pace) throws(Failure) {
        var sent = 0
        while sent < bytes.count {
            try wait(for: Int16(POLLOUT), by: pace.deadline)
            let got = bytes.withUnsafeBytes {
                Foundation.send(
                    descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Self.noSignal)
            }
            if got > 0 {
                sent += got
                pace.count(got)
            } else if ![EINTR, EAGAIN, EWOULDBLOCK].contains(errno) {
                throw .gone
            }
        }
    }

    /// Sends what fits at once, for a client that is turned away.
    func sendAtOnce(_ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes {
            Foundation.send(descriptor, $0.baseAddress, bytes.count, Self.noSignal)
        }
    }

    /// Ends the connection so that the client can read what it was sent: says that nothing more comes,
    /// and for a moment takes what is still on its way, since unread bytes would make the system
    /// throw the answer away.
    func linger() {
        shutdown(descriptor, Int32(SHUT_WR))
        let deadline = Deadline(in: min(2, limits.silenceSeconds))
        var left = 4 << 20
        while left > 0, let taken = try? read(upTo: 1 << 16, by: deadline) { left -= taken.count }
    }

    private func wait(for events: Int16, by deadline: Deadline) throws(Failure) {
        while true {
            let left = deadline.milliseconds
            guard left > 0 else { throw .tooSlow }
            var entry = pollfd(fd: descriptor, events: events, revents: 0)
            let found = poll(&entry, 1, left)
            if found > 0 { return }
            if found < 0, errno != EINTR { throw .gone }
        }
    }

    #if canImport(Glibc)
        private static let noSignal = Int32(MSG_NOSIGNAL)
    #else
        private static let noSignal: Int32 = 0
    #endif
}
