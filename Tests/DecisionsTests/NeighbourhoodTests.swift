import Decisions
import Testing

@Suite("Neighbours of annotated frames")
struct NeighbourhoodTests {
    @Test(
        "frames beyond the clip's ends are its first and last",
        arguments: [
            (0, 10, [0, 0, 0, 1, 2], 0), (1, 10, [0, 0, 1, 2, 3], 2), (5, 10, [3, 4, 5, 6, 7], 2),
            (9, 10, [7, 8, 9, 9, 9], 2), (0, 1, [0, 0, 0, 0, 0], 0), (1, 2, [0, 0, 1, 1, 1], 2),
        ])
    func around(_ frame: Int, _ count: Int, _ frames: [Int], _ place: Int) {
        let neighbourhood = Neighbourhood.around(frame, of: count)
        #expect(neighbourhood.frames == frames)
        #expect(neighbourhood.place == place)
    }

    @Test("the from-scratch model looks at six frames")
    func even() {
        #expect(Neighbourhood.around(5, of: 10, length: 6).frames == [2, 3, 4, 5, 6, 7])
    }
}
