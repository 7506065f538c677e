import Foundation

/// What stages pull from: counts from 1 up to an end, then ends or fails.
final class CountingSource: @unchecked Sendable {
    struct Broken: Error, Equatable {}

    private let lock = NSLock()
    private var taken = 0

    var count: Int { lock.withLock { taken } }

    func next(until end: Int, fails: Bool) throws -> Int? {
        try lock.withLock {
            if taken == end {
                if fails { throw Broken() }
                return nil
            }
            taken += 1
            return taken
        }
    }
}
