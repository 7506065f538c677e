import Foundation

/// What time is told by.
enum Clock {
    case wall
    /// Time that the processors spent on this program, all together: rates are those of one.
    case processors

    /// Seconds that a measurement should take at least: the time of a thread that runs elsewhere is
    /// brought up to date only now and then.
    func shortest(threads: Int) -> Double { self == .wall || threads == 1 ? 0 : 0.03 }

    /// Seconds since some beginning.
    func now() -> Double {
        var time = timespec()
        clock_gettime(self == .wall ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }

    /// Seconds that `work` takes.
    func time(_ work: () -> Void) -> Double {
        let start = now()
        work()
        return now() - start
    }
}
