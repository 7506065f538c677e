import Media
import ReferFormer
import Testing
import TinyCheckpoint

@testable import Segmenter

@Suite("SOC as the pipeline uses it")
struct SOCNetworkTests {
    private func network(following clipProtocol: SegmentationProtocol) throws -> SOCNetwork {
        var config = SOCConfig.tiny
        config.network.vocabulary = TinyCheckpoint.vocabulary
        return try #require(
            TinyNetwork.load(config, following: clipProtocol) as? SOCNetwork)
    }

    @Test("frames are reduced until both sides fit; only single frames have texts in lower case")
    func inputs() throws {
        let videos = try network(following: .refYouTubeVOS)
        #expect(try size(videos.input(image(1280, 480))) == [240, 640])
        #expect(videos.preparation("The  Red Car") == "The  Red Car")
        let frames = try network(following: .a2dSentences)
        #expect(try size(frames.input(image(1280, 480))) == [216, 576])
        #expect(frames.preparation("The  Red Car") == "the red car")
        #expect(frames.neighbourhood == 8)
    }

    @Test("an annotated frame is judged in the middle of eight, also where the clip begins")
    func middle() throws {
        let network = try network(following: .a2dSentences)
        let query = try network.encode([0, 10, 2])
        let beginning =
            Array(repeating: image(32, 24), count: 5) + (1...3).map { image(32, 24, shade: $0) }
        let found = try network.candidates(in: beginning, place: 0, [query])
        #expect(found.count == 1 && found[0].count == 5)
        #expect(try network.candidates(in: beginning, place: 4, [query]) == found)
        let shifted = Array(beginning.dropFirst(4)) + Array(beginning.prefix(4))
        #expect(try network.candidates(in: shifted, place: 0, [query]) != found)
    }
}
