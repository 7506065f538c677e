import Foundation

/// Makes something of each of a sequence's elements, several of them at once on threads of their own, and gives
/// what was made in the order of the elements.
///
/// Threads of a pool that share every small task wait for each other a thousand times a frame; frames that have
/// nothing to do with each other need not.
final class Lanes<Input: Sendable, Output: Sendable>: @unchecked Sendable {
    /// Makes what one element comes to.
    typealias Maker = @Sendable (Input) throws -> [Output]

    private let work: Work
    private let isInline: Bool
    private var waiting: [Output] = []

    /// - `makers`: one a lane; of a single one everything is made in `next()`, without a thread.
    /// - `first`: makes the first element, beside which the other lanes have little to do yet.
    /// - `source`: gives the next element, nil after the last; called by one thread at a time.
    init(
        _ makers: [Maker], first: @escaping Maker,
        _ source: @escaping @Sendable () throws -> Input?
    ) {
        isInline = makers.count == 1
        work = Work(source, first: first, room: makers.count)
        guard !isInline else { return }
        for maker in makers {
            Thread.detachDeep { [work] in while work.advance(by: maker) {} }
        }
    }

    deinit { work.abandon() }

    /// The next of what was made, nil after the last; called by one thread at a time.
    ///
    /// - Throws: what the source and the makers throw, after what came before.
    func next() throws -> Output? {
        while waiting.isEmpty {
            if isInline { _ = work.advance(by: nil) }
            guard let made = try work.next() else { return nil }
            waiting = made.reversed()
        }
        return waiting.removeLast()
    }

    /// What the lanes share.
    ///
    /// `@unchecked Sendable`: all mutable state is guarded by `condition`, but for the source, which is called
    /// under `taking`.
    private final class Work: @unchecked Sendable {
        private let taking = NSLock()
        private let condition = NSCondition()
        private let source: @Sendable () throws -> Input?
        private let first: Maker
        private let room: Int
        /// Elements taken, and those whose results were given.
        private var taken = 0
        private var given = 0
        private var made: [Int: Result<[Output], any Error>] = [:]
        private var ended = false

        init(
            _ source: @escaping @Sendable () throws -> Input?, first: @escaping Maker, room: Int
        ) {
            (self.source, self.first, self.room) = (source, first, room)
        }

        /// Makes one element; false after the last.
        ///
        /// - `maker`: nil for that of the first.
        func advance(by maker: Maker?) -> Bool {
            guard let (number, input) = take() else { return false }
            let result = input.flatMap { input in
                Result { try (number == 0 ? first : maker ?? first)(input) }
            }
            condition.withLock {
                made[number] = result
                condition.broadcast()
            }
            if case .failure = result { abandon() }
            return true
        }

        func next() throws -> [Output]? {
            condition.lock()
            defer { condition.unlock() }
            while made[given] == nil {
                if ended && given >= taken { return nil }
                condition.wait()
            }
            defer {
                given += 1
                condition.broadcast()
            }
            return try made.removeValue(forKey: given)?.get()
        }

        /// Lets no lane take another element.
        func abandon() {
            condition.withLock {
                ended = true
                condition.broadcast()
            }
        }

        /// The next element and its number, once there is room for what will be made of it.
        private func take() -> (Int, Result<Input, any Error>)? {
            taking.lock()
            defer { taking.unlock() }
            let mayTake = condition.withLock {
                while taken - given > room, !ended { condition.wait() }
                return !ended
            }
            guard mayTake else { return nil }
            let input: Result<Input, any Error>
            do {
                guard let element = try source() else {
                    abandon()
                    return nil
                }
                input = .success(element)
            } catch {
                input = .failure(error)
            }
            return condition.withLock {
                defer { taken += 1 }
                return (taken, input)
            }
        }
    }
}
