import Foundation

/// A page to type or speak into, and the interface behind it, for one model.
package final class Server: Sendable {
    /// The port, also where the system chose it.
    package var port: Int { listener.port }
    /// What a browser is to ask for first.
    package var firstPath: String { access.firstPath }

    private let listener: Listener
    private let queue: JobQueue
    private let access: Access
    private let loop: ConnectionLoop
    /// Where everything of all jobs lies.
    let folder: String

    /// Listens; nobody is served before `start()`.
    ///
    /// - `host`: an address or a name of this machine.
    /// - `port`: 0 has the system choose one.
    /// - `token`: nil where everybody on this machine may ask.
    /// - `run`: does a job's work, such as a `JobRun`.
    /// - `rivals`: finds what else a query of a job may mean in a frame, such as a `RivalFinder`.
    /// - Throws: `ListenFailure`, `Refusal` where no folder can be made.
    package init(
        host: String = "127.0.0.1", port: Int, token: String? = nil, limits: ServerLimits = .init(),
        rivals: @escaping @Sendable (Job, _ query: Int, _ frame: Int) throws -> Rivals,
        _ run: @escaping @Sendable (Job) throws -> Void
    ) throws {
        listener = try Listener(host: host, port: port, limits)
        folder = NSTemporaryDirectory() + "refseg-serve-" + Secret.randomWord().prefix(16)
        guard mkdir(folder, 0o700) == 0 else { throw JobFolder.unwritable() }
        queue = JobQueue(in: folder, limits, run: run)
        access = Access(host: host, token: token.map(Secret.init))
        let router = Router(
            access: access,
            routes: PageRoutes(access: access).routes
                + JobRoutes(queue: queue, rivals: rivals, limits: limits).routes)
        loop = ConnectionLoop(limits: limits) { try router.answer($0) }
    }

    /// The paths that are answered, with their methods: `GET /v1/jobs/{id}`.
    package static var paths: [String] {
        let access = Access(host: "localhost", token: nil)
        let queue = JobQueue(in: "", ServerLimits()) { _ in }
        let jobs = JobRoutes(
            queue: queue, rivals: { _, _, _ in Rivals(rivals: []) }, limits: ServerLimits())
        return
            (PageRoutes(access: access).routes + jobs.routes)
            .map { "\($0.method) \($0.pattern.text)" }
    }

    /// Serves until `stop()`, on threads of its own.
    package func start() {
        queue.start()
        let thread = Thread { [listener, loop] in
            listener.run(turnAway: Self.full) { loop.run($0) }
        }
        thread.name = "refseg.listener"
        thread.start()
    }

    /// Ends every connection and every job, and removes what was uploaded.
    package func stop() {
        // Streams of events end with their jobs.
        queue.stop()
        listener.stop(within: 5)
        removeFiles()
    }

    /// Removes what was uploaded and found, for a program that ends at once.
    package func removeFiles() {
        // A file may appear while the folder is being emptied.
        for _ in 0..<100 where Foundation.access(folder, F_OK) == 0 {
            try? FileManager.default.removeItem(atPath: folder)
        }
    }

    /// What clients hear for whom there is no room.
    private static let full: [UInt8] = {
        let body = "{\"error\":\"too many connections at once; try again in a moment\"}"
        return Array(
            ("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nConnection: close\r\n"
                + "Content-Type: application/json; charset=utf-8\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n" + body).utf8)
    }()
}
