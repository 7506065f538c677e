import Media
import ReferFormer
import Testing
import TinyCheckpoint

@testable import Segmenter

@Suite("MUTR as the pipeline uses it")
struct MUTRNetworkTests {
    private func network(following clipProtocol: SegmentationProtocol) throws -> MUTRNetwork {
        var config = try #require(MUTRConfig.preset("mutr_tiny_convnext"))
        config.network.vocabulary = TinyCheckpoint.vocabulary
        return try #require(TinyNetwork.load(config, following: clipProtocol) as? MUTRNetwork)
    }

    @Test("the shorter side becomes 432; windows of Ref-DAVIS17 have 64 frames")
    func inputs() throws {
        let videos = try network(following: .refYouTubeVOS)
        #expect(try size(videos.input(image(1280, 720))) == [432, 768])
        #expect(try size(videos.input(image(480, 853))) == [767, 432])
        #expect(videos.preparation("The  Red Car") == "The  Red Car")
        #expect(videos.windowLength == 36)
        #expect(try network(following: .windows).windowLength == 36)
        #expect(try network(following: .refDAVIS).windowLength == 64)
    }

    @Test("no single frames, whatever the protocol")
    func singleFrames() throws {
        #expect(throws: SegmenterError.self) { try network(following: .a2dSentences) }
        let videos = try network(following: .windows)
        let query = try videos.encode([0, 10, 2])
        let error = #expect(throws: SegmenterError.self) {
            try videos.candidates(in: [image(48, 40)], place: 0, [query])
        }
        #expect(error?.isWrongUse == true)
    }
}
