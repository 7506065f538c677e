import Foundation

/// Pulls elements from a source on a thread of its own, a few ahead of whoever takes them.
///
/// `@unchecked Sendable`: all mutable state is guarded by `condition`.
final class Prefetch<Element: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private let runsAhead: Bool
    private let capacity: @Sendable (Element) -> Int
    private let source: @Sendable () throws -> Element?
    /// What the source pulls from, where that is a stage too.
    private var abandonSource: @Sendable () -> Void = {}
    private var waiting: [Element] = []
    private var ended = false
    private var failure: (any Error)?
    private var abandoned = false

    /// - `runsAhead`: false = no thread, `next()` calls the source itself.
    /// - `capacity`: how many elements may wait in all once this one does; at least 1.
    /// - `source`: gives the next element, nil after the last; called on one thread, never at once.
    init(
        runsAhead: Bool = true, capacity: @escaping @Sendable (Element) -> Int,
        _ source: @escaping @Sendable () throws -> Element?
    ) {
        self.runsAhead = runsAhead
        self.capacity = capacity
        self.source = source
        guard runsAhead else { return }
        Thread.detachDeep { [weak self] in
            while true {
                let next = Result { try source() }
                guard let self, self.put(next) else { return }
            }
        }
    }

    /// The next element, nil after the last.
    ///
    /// - Throws: what the source threw, after the elements before it.
    func next() throws -> Element? {
        guard runsAhead else { return try source() }
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty, !ended { condition.wait() }
        guard waiting.isEmpty else {
            condition.broadcast()
            return waiting.removeFirst()
        }
        if let failure { throw failure }
        return nil
    }

    /// A stage that makes something of this one's elements, on a thread of its own where this has one.
    ///
    /// - `capacity`: as of the initialiser; `source`: as there, made of this stage's `next()`.
    func feeding<Next: Sendable>(
        capacity: @escaping @Sendable (Next) -> Int,
        _ source: @escaping @Sendable () throws -> Next?
    ) -> Prefetch<Next> {
        let next = Prefetch<Next>(runsAhead: runsAhead, capacity: capacity, source)
        next.condition.withLock { next.abandonSource = { self.abandon() } }
        return next
    }

    /// Lets the thread end at its next element, and those of the stages before it.
    func abandon() {
        condition.withLock { abandonSource }()
        condition.withLock {
            abandoned = true
            ended = true
            waiting = []
            condition.broadcast()
        }
    }

    private func put(_ next: Result<Element?, any Error>) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        switch next {
        case .success(let element?):
            let limit = max(1, capacity(element))
            while waiting.count >= limit, !abandoned { condition.wait() }
            if abandoned { return false }
            waiting.append(element)
        case .success(nil):
            ended = true
        case .failure(let error):
            (ended, failure) = (true, error)
        }
        condition.broadcast()
        return !ended
    }
}
