import Decisions
import Testing

@Suite("Walking through a clip with neighbours")
struct NeighbourhoodWalkTests {
    /// Numbers from 0, and how many of them were asked for.
    private final class Source {
        let count: Int
        private(set) var given = 0

        init(count: Int) { self.count = count }

        func next() -> Int? {
            guard given < count else { return nil }
            defer { given += 1 }
            return given
        }
    }

    @Test(
        "every element comes once, among those that its neighbourhood names", arguments: 0..<12,
        [5, 10])
    func everyElement(_ count: Int, _ length: Int) throws {
        let source = Source(count: count)
        let walk = NeighbourhoodWalk(length: length) { source.next() }
        for index in 0..<count {
            let step = try #require(try walk.next())
            let (frames, place) = Neighbourhood.around(index, of: count, length: length)
            #expect(step.index == index && step.element == index)
            #expect(step.neighbours == frames && step.place == place)
            #expect(step.isLast == (index == count - 1))
        }
        let after = try walk.next()
        #expect(after == nil)
    }

    @Test("it reads no further than a neighbourhood reaches")
    func readsAhead() throws {
        let source = Source(count: 100)
        let walk = NeighbourhoodWalk { source.next() }
        for index in 0..<50 {
            _ = try walk.next()
            #expect(source.given == index + 3)
        }
    }

    @Test("a neighbourhood of even length holds one more before its element than behind it")
    func evenLength() throws {
        let source = Source(count: 100)
        let walk = NeighbourhoodWalk(length: 10) { source.next() }
        for index in 0..<50 {
            let step = try #require(try walk.next())
            #expect(step.neighbours.count == 10 && step.neighbours[5] == index)
            #expect(source.given == index + 5)
        }
    }
}
