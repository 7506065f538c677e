import Foundation
import Testing

@testable import Segmenter

@Suite("Stages that run ahead")
struct PrefetchTests {
    @Test("elements arrive in order and end", arguments: [0, 1, 3, 100])
    func order(_ capacity: Int) throws {
        let source = CountingSource()
        let stage = Prefetch(runsAhead: capacity > 0, capacity: { _ in capacity }) {
            try source.next(until: 50, fails: false)
        }
        var got: [Int] = []
        while let element = try stage.next() { got.append(element) }
        #expect(got == Array(1...50))
        #expect(try stage.next() == nil)
    }

    @Test("an error comes after the elements before it", arguments: [0, 2, 100])
    func failure(_ capacity: Int) throws {
        let source = CountingSource()
        let stage = Prefetch(runsAhead: capacity > 0, capacity: { _ in capacity }) {
            try source.next(until: 5, fails: true)
        }
        for expected in 1...5 { #expect(try stage.next() == expected) }
        #expect(throws: CountingSource.Broken()) { try stage.next() }
    }

    @Test("no more than the capacity waits, and an abandoned source is left alone")
    func bounded() throws {
        let source = CountingSource()
        let stage = Prefetch(capacity: { _ in 3 }) { try source.next(until: 1_000, fails: false) }
        #expect(try stage.next() == 1)
        usleep(50_000)
        #expect(source.count <= 5)
        stage.abandon()
        usleep(50_000)
        let after = source.count
        usleep(50_000)
        #expect(source.count == after)
    }
}
