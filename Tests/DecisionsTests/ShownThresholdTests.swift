import Testing

@testable import Decisions

@Suite("What is there is shown")
struct ShownThresholdTests {
    private let threshold = ShownThreshold(presence: 0.5, mask: 0)

    @Test("a clear mask keeps the asked threshold")
    func clear() { #expect(threshold([-4, 3], presence: 0.9) == 0) }

    @Test("a faint mask is cut a little below its peak where the frame shows the object")
    func faint() {
        #expect(threshold([-4, -2.5], presence: 0.9) == -3.5)
        #expect(threshold([-4, 0.25], presence: 0.5) == -0.75)
    }

    @Test("where the frame does not show it, a faint mask stays empty")
    func hidden() { #expect(threshold([-4, -2.5], presence: 0.49) == 0) }
}
