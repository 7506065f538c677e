import Language
import ReferFormer
import Testing

@testable import Segmenter

@Suite("Words that tell one of several from the others")
struct DistinctionTests {
    private static let sentences: [(String, [Distinction])] = [
        ("the girl standing second from the left", [.fromLeft(1)]),
        ("The third man, from the right", [.fromRight(2)]),
        ("the leftmost dog", [.fromLeft(0)]),
        ("the dog on the right side", [.fromRight(0)]),
        ("the tallest girl", [.tallest]),
        ("the little girl with the pink backpack", [.smallest, .colour(.pink)]),
        ("the man in the grey suit and the gray hat", [.colour(.grey)]),
        ("the rhino walking in front", [.moving, .nearest]),
        ("the parked car", [.still]),
        ("the bus in front of the house", []),
        ("the man left of the dog", []),
        ("a woman who raises her left hand", []),
        ("the dog", []), ("", []), ("second from", []),
    ]

    @Test(arguments: sentences) func read(_ sentence: String, _ expected: [Distinction]) {
        #expect(Distinction.all(in: sentence) == expected)
    }

    private static func companion(_ classes: Int..., missing: Bool = false) -> Distinction {
        .companion(
            Companion(
                detected: (0..<80).map { classes.contains($0) ? 1 : 0 }, isMissing: missing))
    }

    /// COCO's bicycle 1, dog 16, backpack 24, chair 56.
    private static let meanings: [(String, [Distinction])] = [
        ("the woman in red", [.colour(.red)]),
        ("the boy riding a bike", [.moving, companion(1, 3)]),
        ("the kid without the dog on the chair", [companion(16, missing: true), companion(56)]),
        ("the hiker with two backpacks", [companion(24)]),
        ("the man next to the woman", []),
        ("the women on the left", []), ("a man and a dog", []),
        ("the one with the dog", [companion(16)]),
    ]

    @Test(arguments: meanings) func meant(_ sentence: String, _ expected: [Distinction]) throws {
        let meaning = SentenceMeaning(of: sentence, in: try NounLexicon())
        #expect(Distinction.all(in: sentence, meaning) == expected)
    }

    @Test(
        arguments: [
            ("the woman in red", .woman), ("a guy with a dog", .man), ("the kids", nil),
            ("the person", nil), ("the little girl", .girl), ("a man and a woman", nil),
        ] as [(String, PersonKind?)])
    func who(_ sentence: String, _ expected: PersonKind?) throws {
        #expect(PersonKind(SentenceMeaning(of: sentence, in: try NounLexicon())) == expected)
    }
}
