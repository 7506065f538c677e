import Tensors
import Testing

@testable import ReferFormer

@Suite("Which of the boxes that were found is meant")
struct BoxChoiceTests {
    private static let dog = Subject(
        classes: [], kinds: [], detected: (0..<80).map { $0 == 16 ? 1 : 0 }, generality: 1)

    private static func subject(_ distinctions: [Distinction], plural: Bool = false) -> Subject {
        Subject(
            classes: [], kinds: [], detected: (0..<80).map { $0 == 16 ? 1 : 0 }, generality: 1,
            isPlural: plural, distinctions: distinctions)
    }

    private static func box(_ x: Float, side: Float = 0.2) -> RelativeBox {
        RelativeBox(left: x, top: 0.4, right: x + side, bottom: 0.4 + side)
    }

    /// A dog with this probability, something else with another.
    private static func detection(
        _ box: RelativeBox, _ dog: Float, other: Float = 0
    ) -> Detection {
        Detection(
            box: box,
            probabilities: (0..<80).map { $0 == 16 ? dog : $0 == 3 ? other : 0 },
            most: max(dog, other))
    }

    private static func found(_ detections: [Detection], _ subject: Subject) throws -> [FoundBox] {
        let frame = DistinguishedBoxes(
            detections: detections, colours: Tensor(zeros: [1, 16, 16, 3]),
            movement: (1, 1, [0]),
            person: { _ in throw Nobody() })
        return try FoundBox.all(
            of: subject, in: frame, mask: [Float](repeating: 0, count: 64), columns: 8)
    }

    /// No box here is asked about a person.
    private struct Nobody: Error {}

    /// Left sides of what is meant in every frame; empty where it is hidden, nil where nothing is known.
    private static func decided(
        _ looks: [[Detection]?], _ subject: Subject = dog
    ) throws -> [[Float]?] {
        var choice = BoxChoice(for: subject)
        return choice.decide(try looks.map { try $0.map { try found($0, subject) } })
            .map { $0?.boxes.map { ($0.left * 100).rounded() } }
    }

    @Test("what else may be meant: the other things of the kind, the likeliest first")
    func rivals() throws {
        let detections = [
            Self.detection(Self.box(0.1), 0.8), Self.detection(Self.box(0.15), 0.3),
            Self.detection(Self.box(0.4), 0.3), Self.detection(Self.box(0.7), 0.5),
            Self.detection(Self.box(0.6, side: 0.1), 0.05, other: 0.9),
        ]
        let found = try Self.found(detections, Self.dog)
        var choice = BoxChoice(for: Self.dog)
        let meant = try #require(choice.decide([found])[0])
        #expect(meant.boxes.map(\.left) == [0.1])
        let rivals = BoxRivals.all(of: meant, among: found)
        #expect(rivals.map { $0.meant.boxes.map(\.left) } == [[0.7], [0.4]])
        #expect(rivals.map { ($0.share * 1000).rounded() } == [625, 375])
        #expect(rivals.map(\.meant.confidence) == [0.5, 0.3])
    }

    @Test("boxes of other kinds are none, and the surer of two that overlap is kept")
    func kinds() throws {
        let detections = [
            Self.detection(Self.box(0.1), 0.5), Self.detection(Self.box(0.12), 0.8),
            Self.detection(Self.box(0.6), 0, other: 0.9),
        ]
        let found = try Self.found(detections, Self.dog)
        #expect(found.filter { !$0.isFaint }.map(\.probability) == [0.8])
        #expect(try Self.found(detections, .unknown).isEmpty)
    }

    @Test("between two looks the box moves on, and after the last it stays")
    func between() throws {
        let looks: [[Detection]?] = [
            [Self.detection(Self.box(0.1), 0.9)], nil, [Self.detection(Self.box(0.2), 0.9)], nil,
        ]
        #expect(try Self.decided(looks) == [[10], [15], [20], [20]])
    }

    @Test("one look in which another fits a little better does not change what is meant")
    func steady() throws {
        let both = { (first: Float, second: Float) in
            [Self.detection(Self.box(0.1), first), Self.detection(Self.box(0.7), second)]
        }
        let looks = [both(0.9, 0.5), both(0.5, 0.9), both(0.9, 0.5)]
        #expect(try Self.decided(looks) == [[10], [10], [10]])
    }

    @Test("a place is taken where the clip begins, and followed")
    func placed() throws {
        let crossing = stride(from: Float(0.1), through: 0.7, by: 0.1).map { x in
            [Self.detection(Self.box(x), 0.9), Self.detection(Self.box(0.8 - x), 0.9)]
        }
        let decided = try Self.decided(crossing, Self.subject([.fromLeft(0)]))
        #expect(decided.first == [10])
        #expect(
            try Self.decided(Array(crossing.prefix(3)), Self.subject([.fromRight(0)])).first == [70]
        )
    }

    @Test("what is found often and not now is hidden; what was never found is unknown")
    func hidden() throws {
        let there = [Self.detection(Self.box(0.1), 0.9)]
        #expect(try Self.decided([there, there, []]) == [[10], [10], []])
        #expect(try Self.decided([[], []]) == [nil, nil])
        #expect(try Self.decided([[Self.detection(Self.box(0.1), 0.06)]]) == [nil])
    }

    @Test("a faint box counts where it continues what was seen")
    func faint() throws {
        let looks = [
            [Self.detection(Self.box(0.1), 0.9)], [Self.detection(Self.box(0.12), 0.06)],
            [Self.detection(Self.box(0.14), 0.01, other: 0.6)],
        ]
        #expect(try Self.decided(looks) == [[10], [12], [14]])
    }

    @Test("small fast things are followed though their boxes do not overlap")
    func fast() {
        #expect(Self.box(0.1, side: 0.1).kinship(Self.box(0.25, side: 0.1)) > 0)
        #expect(Self.box(0.1, side: 0.1).kinship(Self.box(0.6, side: 0.1)) <= 0)
        #expect(Self.box(0.1, side: 0.1).kinship(Self.box(0.25, side: 0.3)) == 0)
        #expect(Self.box(0.1).kinship(Self.box(0.1)) == 1)
    }

    @Test("several are meant together where the sentence says so, the surest first")
    func plural() throws {
        let looks = [[Self.detection(Self.box(0.1), 0.6), Self.detection(Self.box(0.7), 0.9)]]
        #expect(try Self.decided(looks, Self.subject([], plural: true)) == [[70, 10]])
    }

    @Test("windows go on where the one before ended")
    func windows() throws {
        var choice = BoxChoice(for: Self.dog)
        let look = { (first: Float, second: Float) in
            try Self.found(
                [Self.detection(Self.box(0.1), first), Self.detection(Self.box(0.7), second)],
                Self.dog)
        }
        #expect(choice.decide([try look(0.9, 0.3)])[0]?.boxes == [Self.box(0.1)])
        #expect(choice.decide([try look(0.5, 0.9)])[0]?.boxes == [Self.box(0.1)])
    }
}
