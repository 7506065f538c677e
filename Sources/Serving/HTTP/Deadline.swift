/// A point of time until which something is waited for.
struct Deadline {
    private let instant: ContinuousClock.Instant

    /// - `seconds`: from now.
    init(in seconds: Double) { instant = .now + .seconds(seconds) }

    private init(_ instant: ContinuousClock.Instant) { self.instant = instant }

    /// The earlier of two.
    func before(_ other: Deadline) -> Deadline { Deadline(min(instant, other.instant)) }

    /// What is left, rounded up; 0 where nothing is.
    var milliseconds: Int32 {
        let left = ContinuousClock.now.duration(to: instant)
        guard left > .zero else { return 0 }
        let (seconds, parts) = left.components
        return Int32(
            clamping: seconds * 1_000 + (parts + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
