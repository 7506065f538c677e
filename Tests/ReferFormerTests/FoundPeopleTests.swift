import Tensors
import Testing

@testable import ReferFormer

@Suite("Who is meant among people")
struct FoundPeopleTests {
    private static func box(_ x: Float) -> RelativeBox {
        RelativeBox(left: x, top: 0.4, right: x + 0.2, bottom: 0.8)
    }

    private static func found(_ x: Float, woman: Float, child: Float = -1) -> FoundBox {
        FoundBox(
            box: box(x), probability: 0.9, score: 0,
            person: PersonProbe.Traits(woman: woman, child: child), isFaint: false)
    }

    private static func person(_ kind: PersonKind?) -> Subject {
        Subject(
            classes: [], kinds: [], detected: (0..<80).map { $0 == 0 ? 1 : 0 }, generality: 1,
            person: kind)
    }

    @Test(
        arguments: [
            (.man, [0, -1.6, 0]), (.woman, [-1.6, 0, -0.5]), (.boy, [-1, -1.65, 0]),
            (.girl, [-1.6, 0, 0]), (.child, [-2, -0.1, 0]),
        ] as [(PersonKind, [Float])])
    func against(_ kind: PersonKind, _ expected: [Float]) {
        let people = [
            PersonProbe.Traits(woman: -2, child: -2.4), PersonProbe.Traits(woman: 2, child: -0.5),
            PersonProbe.Traits(woman: -0.3, child: kind == .woman ? 1.4 : 0.2),
        ]
        for (person, expected) in zip(people, expected) {
            #expect(abs(kind.against(person) - expected) < 1e-5)
        }
    }

    @Test("one look that errs is outweighed by the others at the same person")
    func steady() {
        let looks = [
            [Self.found(0.1, woman: 1), Self.found(0.6, woman: -1.5)],
            [Self.found(0.12, woman: -1.3), Self.found(0.62, woman: -1.1)],
            [Self.found(0.14, woman: 1), Self.found(0.64, woman: -1)],
        ]
        let scores = FoundPeople.judged(looks, as: .woman).map { $0.map(\.score) }
        #expect(scores.allSatisfy { $0[0] == 0 && abs($0[1] + 2.4) < 1e-5 })
    }

    @Test("who is seen in few of the looks is hardly judged")
    func seldom() {
        let looks = [[Self.found(0.1, woman: -1)]] + [[FoundBox]](repeating: [], count: 7)
        #expect(FoundPeople.judged(looks, as: .woman)[0][0].score == 0)
        #expect(FoundPeople.judged([looks[0]], as: .woman)[0][0].score < -1)
    }

    @Test("whoever has been somewhere else before is somebody else")
    func others() {
        let looks = [[Self.found(0.1, woman: 2)], [Self.found(0.7, woman: -2)]]
        let scores = FoundPeople.judged(looks, as: .girl).map { $0[0].score }
        #expect(scores[0] == 0 && abs(scores[1] + 4.8) < 1e-5)
    }

    @Test("the boxes that are told apart are asked about, and the one that fits is meant")
    func chosen() throws {
        let detections = [(Float(0.1), Float(0.6)), (0.6, 0.5)].map { x, probability in
            Detection(
                box: Self.box(x), probabilities: (0..<80).map { $0 == 0 ? probability : 0 },
                most: probability)
        }
        let meant = { (kind: PersonKind?) in
            var asked = 0
            let frame = DistinguishedBoxes(
                detections: detections, colours: Tensor(zeros: [1, 16, 16, 3]),
                movement: (1, 1, [0])
            ) { box in
                asked += 1
                return PersonProbe.Traits(woman: box.left < 0.5 ? 1.5 : -1.5, child: -1)
            }
            let subject = Self.person(kind)
            let found = try FoundBox.all(
                of: subject, in: frame, mask: [Float](repeating: 0, count: 64), columns: 8)
            var choice = BoxChoice(for: subject)
            return (choice.decide([found])[0]?.boxes.map(\.left), asked)
        }
        #expect(try meant(.man) == ([0.6], 2))
        #expect(try meant(.woman) == ([0.1], 2))
        #expect(try meant(nil) == ([0.1], 0))
    }
}
