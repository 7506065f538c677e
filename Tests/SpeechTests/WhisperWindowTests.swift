import Testing

@testable import Speech

/// How much an encoder is shown.
@Suite struct WhisperWindowTests {
    @Test(arguments: [
        ("500 50", 100, 500), ("500 50", 701, 752), ("501 50", 100, 502), ("1500 500", 2900, 3000),
    ])
    func isAsLongAsItMustBe(_ text: String, _ spoken: Int, _ frames: Int) throws {
        let window = try #require(WhisperWindow(text))
        #expect(window.frames(spoken: spoken, most: 3000) == frames)
    }

    @Test(arguments: ["", "500", "a b", "0 50", "500 -1", "500 50 3", "99999 1"])
    func otherTextsAreNone(_ text: String) { #expect(WhisperWindow(text) == nil) }
}
