import Foundation
import Testing

@testable import Segmenter

@Suite("Frames that are computed at once")
struct LanesTests {
    /// How many are made at once.
    private final class Workshop: @unchecked Sendable {
        private let lock = NSLock()
        private var inside = 0
        private var most = 0

        var mostAtOnce: Int { lock.withLock { most } }

        func making(_ body: () throws -> [String]) rethrows -> [String] {
            lock.withLock {
                inside += 1
                most = max(most, inside)
            }
            defer { lock.withLock { inside -= 1 } }
            return try body()
        }
    }

    /// Lanes that make `number` twice, every third number slowly.
    private static func lanes(
        _ count: Int, _ source: CountingSource, until end: Int, fails: Bool = false,
        failsAt bad: Int? = nil, in workshop: Workshop = Workshop()
    ) -> Lanes<Int, String> {
        let make = { (name: String) -> Lanes<Int, String>.Maker in
            { number in
                try workshop.making {
                    if number % 3 == 0 { usleep(3_000) }
                    if number == bad { throw CountingSource.Broken() }
                    return ["\(number)\(name)", "\(number)"]
                }
            }
        }
        return Lanes(
            (0..<count).map { _ in make("") }, first: make(" first")
        ) { try source.next(until: end, fails: fails).map { $0 - 1 } }
    }

    @Test("what is made comes in the order of the elements", arguments: [1, 2, 5])
    func order(_ count: Int) throws {
        let workshop = Workshop()
        let lanes = Self.lanes(count, CountingSource(), until: 40, in: workshop)
        var got: [String] = []
        while let made = try lanes.next() { got.append(made) }
        // Of a single lane every element is made as the first is.
        let expected = (0..<40).flatMap { number in
            ["\(number)" + (number == 0 || count == 1 ? " first" : ""), "\(number)"]
        }
        #expect(got == expected)
        #expect(try lanes.next() == nil)
        #expect(workshop.mostAtOnce <= count)
        #expect(count == 1 || workshop.mostAtOnce > 1)
    }

    @Test("an error of the source comes after what was made before it", arguments: [1, 3])
    func sourceFails(_ count: Int) throws {
        let lanes = Self.lanes(count, CountingSource(), until: 4, fails: true)
        for _ in 0..<8 { #expect(try lanes.next() != nil) }
        #expect(throws: CountingSource.Broken()) { try lanes.next() }
    }

    @Test("an error of a maker comes in its place, and no more is taken", arguments: [1, 3])
    func makerFails(_ count: Int) throws {
        let source = CountingSource()
        let lanes = Self.lanes(count, source, until: 1_000, failsAt: 4)
        for _ in 0..<8 { #expect(try lanes.next() != nil) }
        #expect(throws: CountingSource.Broken()) { try lanes.next() }
        #expect(source.count < 12)
    }

    @Test("an empty source ends at once", arguments: [1, 2])
    func empty(_ count: Int) throws {
        #expect(try Self.lanes(count, CountingSource(), until: 0).next() == nil)
    }

    @Test("few run ahead, and lanes that nobody asks any more take nothing")
    func bounded() throws {
        let source = CountingSource()
        var lanes: Lanes<Int, String>? = Self.lanes(2, source, until: 1_000)
        #expect(try lanes?.next() == "0 first")
        usleep(50_000)
        #expect(source.count <= 5)
        lanes = nil
        usleep(50_000)
        let after = source.count
        usleep(50_000)
        #expect(source.count == after && after <= 7)
    }
}
