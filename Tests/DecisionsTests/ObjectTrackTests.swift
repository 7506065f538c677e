import Testing

@testable import Decisions

@Suite("Which candidate is the object")
struct ObjectTrackTests {
    /// Candidates of one frame; candidate `i` covers the columns `spans[i]` of an 8 x 1 map.
    private func frame(
        _ scores: [Float], _ spans: [Range<Int>], presence: Float = 0.9
    ) -> FrameCandidates {
        FrameCandidates(
            scores: scores,
            logits: spans.flatMap { span in (0..<8).map { span.contains($0) ? 2 : -2 } },
            presence: presence)
    }

    private var track: ObjectTrack { ObjectTrack(presenceThreshold: 0.5, maskThreshold: 0) }

    @Test("within a window the best mean score wins, the first among equals")
    func bestMean() {
        var track = track
        let spans = [0..<2, 2..<4, 4..<6]
        let decision = track.decide([
            frame([0.9, 0.5, 0.1], spans), frame([0.1, 0.6, 0.1], spans),
        ])
        #expect(decision.candidate == 1)
        var other = self.track
        #expect(other.decide([frame([0.2, 0.4, 0.4], spans)]).candidate == 1)
    }

    @Test("across windows the object stays, even where another candidate scores higher")
    func followed() {
        var track = track
        #expect(track.decide([frame([0.9, 0.2], [0..<4, 4..<8])]).candidate == 0)
        #expect(track.decide([frame([0.4, 0.8], [1..<5, 5..<8])]).candidate == 0)
        // The object moves on to the other candidate's slot: the mask decides, not the index.
        #expect(track.decide([frame([0.9, 0.3], [5..<8, 1..<5])]).candidate == 1)
    }

    @Test("among candidates on the object the best score wins; a lost object is looked for anew")
    func lost() {
        var track = track
        _ = track.decide([frame([0.9, 0.2, 0.1], [0..<4, 4..<8, 4..<8])])
        #expect(track.decide([frame([0.3, 0.4, 0.9], [0..<4, 0..<4, 4..<8])]).candidate == 1)
        #expect(track.decide([frame([0.3, 0.4, 0.9], [6..<8, 5..<7, 4..<8])]).candidate == 2)
    }

    @Test("an empty mask leads nowhere")
    func empty() {
        var track = track
        _ = track.decide([frame([0.9, 0.2], [0..<0, 4..<8])])
        #expect(track.decide([frame([0.1, 0.8], [0..<0, 4..<8])]).candidate == 1)
    }

    @Test("presence is the mean over the clearest frames, also of those before a short window")
    func presence() {
        var track = track
        let seen: [Float] = [0.9, 0.1, 0.7, 0.8, 0.6, 0.2, 0.8, 0.7]
        let window = seen.map { frame([0.5], [0..<4], presence: $0) }
        #expect(abs(track.decide(window).presence - 0.75) < 1e-5)
        let tail = (0..<4).map { _ in frame([0.5], [0..<4], presence: 0) }
        let decision = track.decide(tail)
        #expect(abs(decision.presence - 0.75) < 1e-5)
        #expect(decision.matches)
        let hidden = (0..<36).map { _ in frame([0.5], [0..<4], presence: 0.1) }
        #expect(!track.decide(hidden).matches)
        var short = self.track
        #expect(!short.decide(tail).matches)
    }
}
