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
        ("the rhino walking in front", [.nearest]),
        ("the bus in front of the house", []),
        ("the man left of the dog", []),
        ("a woman who raises her left hand", []),
        ("the dog", []), ("", []), ("second from", []),
    ]

    @Test(arguments: sentences) func read(_ sentence: String, _ expected: [Distinction]) {
        #expect(Distinction.all(in: sentence) == expected)
    }
}
