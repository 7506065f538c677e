/// How much of everything a server takes, and how long it waits.
package struct ServerLimits: Sendable {
    /// Clients at once; others are told to come back.
    package var connections = 256
    /// Bytes of the first line and the fields of a request.
    package var headBytes = 16 << 10
    /// Seconds in which they must have come.
    package var headSeconds = 10.0
    /// Seconds that a connection is kept for another request.
    package var idleSeconds = 20.0
    /// Seconds in which nothing comes or goes before a client is given up.
    package var silenceSeconds = 20.0
    /// Bytes a second that a client must take or send on the average, after `graceSeconds`.
    package var leastPace = 32 << 10
    /// Seconds before the pace counts.
    package var graceSeconds = 30.0
    /// Bytes of an upload.
    package var uploadBytes = 1 << 30
    /// Files of an upload.
    package var uploadFiles = 10_000
    /// Queries of a job, typed and spoken.
    package var queries = 32
    /// Bytes of a spoken query.
    package var audioBytes = 64 << 20
    /// Frames of a film.
    package var frames = 20_000
    /// Jobs that wait, those that are being uploaded included.
    package var queue = 8
    /// Finished jobs that are kept.
    package var finished = 16
    /// Seconds after which a finished job that nobody asks for is removed.
    package var keepSeconds = 3_600.0
    /// Seconds after which a stream of events says that it is still there.
    package var heartbeatSeconds = 15.0

    /// What a person at one machine needs.
    package init() {}
}
