import Files
import Foundation

/// A socket that clients connect to.
///
/// `@unchecked Sendable`: what changes is read and written under `lock`.
final class Listener: @unchecked Sendable {
    /// The port, also where the system chose it.
    let port: Int
    private let descriptor: Int32
    private let limits: ServerLimits
    private let lock = NSCondition()
    private var isStopped = false
    /// Sockets that are served.
    private var open: Set<Int32> = []

    /// Begins to listen.
    ///
    /// - `host`: an address or a name.
    /// - `port`: 0 has the system choose one.
    /// - Throws: `ListenFailure`.
    init(host: String, port: Int, _ limits: ServerLimits) throws {
        self.limits = limits
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        #if canImport(Glibc)
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &found)
        guard code == 0, let address = found?.pointee else {
            throw ListenFailure(
                host: host, port: port, reason: String(cString: gai_strerror(code)))
        }
        defer { freeaddrinfo(found) }
        descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
        guard descriptor >= 0 else {
            throw ListenFailure(host: host, port: port, reason: systemReason())
        }
        Self.prepare(descriptor)
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0,
            listen(descriptor, SOMAXCONN) == 0
        else {
            let reason = systemReason()
            close(descriptor)
            throw ListenFailure(host: host, port: port, reason: reason)
        }
        self.port = Self.port(of: descriptor) ?? port
    }

    deinit { close(descriptor) }

    /// Takes clients until `stop()`, each on a thread of its own.
    ///
    /// - `turnAway`: sent to clients for whom there is no room.
    func run(turnAway: [UInt8], _ serve: @escaping @Sendable (Connection) -> Void) {
        let limits = limits
        while !lock.withLock({ isStopped }) {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, 1_000) > 0 else { continue }
            let client = accept(descriptor, nil, nil)
            guard client >= 0 else {
                // Without a free descriptor, the client stays in line until there is one.
                if [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) { usleep(50_000) }
                continue
            }
            Self.prepare(client)
            let hasRoom = lock.withLock {
                guard !isStopped, open.count < limits.connections else { return false }
                open.insert(client)
                return true
            }
            guard hasRoom else {
                let connection = Connection(client, limits: limits)
                connection.sendAtOnce(turnAway)
                shutdown(client, Int32(SHUT_WR))
                continue
            }
            let thread = Thread { [self] in
                let connection = Connection(client, limits: limits)
                serve(connection)
                // Before the socket is closed, and its number another's.
                lock.withLock {
                    open.remove(client)
                    lock.broadcast()
                }
                withExtendedLifetime(connection) {}
            }
            thread.stackSize = 512 << 10
            thread.name = "refseg.client"
            thread.start()
        }
    }

    /// Takes no more clients, and ends the connections that there are.
    ///
    /// - `seconds`: how long it waits for their threads.
    func stop(within seconds: Double) {
        let end = Date(timeIntervalSinceNow: seconds)
        lock.withLock {
            isStopped = true
            shutdown(descriptor, Int32(SHUT_RDWR))
            for client in open { shutdown(client, Int32(SHUT_RDWR)) }
            while !open.isEmpty, lock.wait(until: end) {}
        }
    }

    /// Not inherited by programs that are started, and never blocking.
    private static func prepare(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    private static func port(of descriptor: Int32) -> Int? {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isTold = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isTold else { return nil }
        let family = Int32(address.ss_family)
        return withUnsafePointer(to: &address) { pointer in
            switch family {
            case AF_INET:
                pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    Int(UInt16(bigEndian: $0.pointee.sin_port))
                }
            case AF_INET6:
                pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                    Int(UInt16(bigEndian: $0.pointee.sin6_port))
                }
            default: nil
            }
        }
    }
}

/// Why nobody can connect.
package struct ListenFailure: Error, Equatable, CustomStringConvertible {
    package let host: String
    package let port: Int
    package let reason: String

    /// One sentence, no full stop.
    package var description: String {
        "\(host), port \(port): cannot be listened at (\(reason)); expected an address of this machine "
            + "and a port that no other program has, so choose others with --host and --port"
    }
}
