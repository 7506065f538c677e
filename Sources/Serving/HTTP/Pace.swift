/// How fast a body goes or comes: a client that sends a byte now and then is given up as one that is silent.
struct Pace {
    private let limits: ServerLimits
    private let start = ContinuousClock.now
    private var bytes = 0

    init(_ limits: ServerLimits) { self.limits = limits }

    /// Notes that bytes went or came.
    mutating func count(_ more: Int) { bytes += more }

    /// Until when the next byte must go or come.
    var deadline: Deadline {
        let elapsed = ContinuousClock.now - start
        let (seconds, parts) = elapsed.components
        let allowed = limits.graceSeconds + Double(bytes) / Double(limits.leastPace)
        return Deadline(in: limits.silenceSeconds)
            .before(Deadline(in: allowed - Double(seconds) - Double(parts) * 1e-18))
    }
}
