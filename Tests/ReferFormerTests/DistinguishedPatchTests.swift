import Testing

@testable import ReferFormer

@Suite("The one of several patches that is meant")
struct DistinguishedPatchTests {
    private static let columns = 16
    private static let rows = 6

    /// Three things: a low wide red one at the left, a tall blue one in the middle, a small white one at the
    /// right, highest in the frame.
    private static let things:
        [(columns: ClosedRange<Int>, rows: ClosedRange<Int>, colour: [Float])] = [
            (1...5, 3...5, [0.8, 0.1, 0.1]), (7...8, 0...4, [0.1, 0.2, 0.8]),
            (12...13, 0...1, [0.9, 0.9, 0.9]),
        ]

    private static func thing(at place: Int) -> Int? {
        things.firstIndex {
            $0.columns.contains(place % columns) && $0.rows.contains(place / columns)
        }
    }

    private static let places = 0..<(rows * columns)
    private static let logits = places.map { thing(at: $0) == nil ? Float(-3) : 2 }
    private static let colours = places.flatMap {
        thing(at: $0).map { things[$0].colour } ?? [0.4, 0.5, 0.3]
    }

    /// The things of which something is drawn.
    private static func drawn(
        _ distinctions: [Distinction], mask: [Float] = places.map { _ in 0 }, kinds: [Float]? = nil,
        logits: [Float] = logits
    ) -> Set<Int> {
        let found = DistinguishedPatch.drawn(
            logits, by: distinctions, mask: mask, kinds: kinds, colours: colours, columns: columns)
        return Set(places.filter { found[$0] > 0 }.compactMap(thing))
    }

    @Test(
        arguments: [
            (.fromLeft(0), 0), (.fromLeft(1), 1), (.fromRight(0), 2), (.fromRight(9), 0),
            (.middle, 1), (.largest, 0), (.smallest, 2), (.tallest, 1), (.shortest, 2),
            (.nearest, 0), (.farthest, 2), (.colour(.red), 0), (.colour(.blue), 1),
            (.colour(.white), 2),
        ] as [(Distinction, Int)])
    func meant(_ distinction: Distinction, _ thing: Int) {
        #expect(Self.drawn([distinction]) == [thing])
    }

    @Test("nothing that tells them apart, or nothing to tell apart, leaves all as it is")
    func untouched() {
        #expect(Self.drawn([]) == [0, 1, 2])
        let alone = Self.places.map { Self.thing(at: $0) == 1 ? Float(2) : -3 }
        let found = DistinguishedPatch.drawn(
            alone, by: [.fromLeft(0)], mask: alone, kinds: nil, colours: Self.colours,
            columns: Self.columns)
        #expect(found == alone)
    }

    @Test("where words leave it open, the mask decides")
    func byMask() {
        let mask = Self.places.map { Self.thing(at: $0) == 2 ? Float(3) : -3 }
        #expect(Self.drawn([.colour(.yellow)], mask: mask) == [2])
    }

    @Test("things that were not drawn are chosen and lifted where their kind is seen")
    func byKind() {
        let kinds = Self.places.map { Self.thing(at: $0) == nil ? Float(0.01) : 0.9 }
        let faint = Self.places.map { Self.thing(at: $0) == 2 ? Float(-1) : -3 }
        #expect(Self.drawn([.fromLeft(0)], kinds: kinds, logits: faint) == [0])
    }
}
