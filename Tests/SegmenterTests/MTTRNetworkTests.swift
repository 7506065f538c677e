import MTTR
import Media
import Testing
import TinyCheckpoint

@testable import Segmenter

@Suite("MTTR as the pipeline uses it")
struct MTTRNetworkTests {
    private func network(following clipProtocol: SegmentationProtocol) throws -> MTTRNetwork {
        var config = MTTRConfig.tiny
        config.text.vocabulary = TinyCheckpoint.vocabulary
        return try #require(
            TinyNetwork.load(config, following: clipProtocol) as? MTTRNetwork)
    }

    @Test("frames are reduced until both sides fit, and texts are read in lower case")
    func inputs() throws {
        let videos = try network(following: .refYouTubeVOS)
        #expect(try size(videos.input(image(1280, 480))) == [240, 640])
        #expect(try size(videos.input(image(480, 360))) == [360, 480])
        #expect(videos.preparation("The  Red Car") == "the red car")
        let frames = try network(following: .a2dSentences)
        #expect(try size(frames.input(image(1280, 480))) == [216, 576])
        #expect(try size(frames.input(image(480, 360))) == [320, 426])
        #expect(frames.neighbourhood == 10)
    }

    @Test("an annotated frame is judged in the middle of ten, also where the clip begins")
    func middle() throws {
        let network = try network(following: .a2dSentences)
        let query = try network.encode([0, 10, 2])
        let first = image(32, 24)
        let beginning =
            Array(repeating: first, count: 6) + (1...4).map { image(32, 24, shade: $0) }
        let found = try network.candidates(in: beginning, place: 0, [query])
        #expect(found.count == 1 && found[0].count == 5)
        let inTheMiddle = try network.candidates(in: beginning, place: 5, [query])
        #expect(found == inTheMiddle)
        let shifted = Array(beginning.dropFirst(5)) + Array(beginning.prefix(5))
        #expect(try network.candidates(in: shifted, place: 0, [query]) != found)
    }
}
