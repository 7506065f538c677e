import Media
import TinyCheckpoint
import Testing

@testable import ReferFormer
@testable import Segmenter

@Suite("Memory limits")
struct MemoryLimitTests {
    @Test(
        "sizes as people write them",
        arguments: [
            ("800MB", 800_000_000), ("1.5 GB", 1_500_000_000), ("2GiB", 2 << 30), ("512k", 512_000),
            ("300m", 300_000_000), ("1048576", 1 << 20), ("7B", 7),
        ])
    func sizes(_ text: String, _ bytes: Int) throws {
        #expect(try #require(MemorySize(text)).bytes == bytes)
    }

    @Test(
        "what is no size",
        arguments: [
            "", "MB", "0", "-1GB", "1,5GB", "1.2.3GB", "1e3MB", "two GB", "5 PB", "9999999TB",
        ])
    func noSizes(_ text: String) { #expect(MemorySize(text) == nil) }

    @Test("sizes are shown in MB, rounded up")
    func shown() {
        #expect("\(MemorySize(236_000_001))" == "237 MB")
        #expect("\(MemorySize(1_000_000))" == "1 MB")
    }

    @Test("a window is as long as the limit allows, never longer than usual; too little is refused")
    func windows() throws {
        let need = MemoryNeed(base: 1000, frame: 10)
        let frame = image(64, 48)
        let window = { (memory: Int?) in
            try PassResources(threads: 1, memory: memory)
                .windowLength(36, least: 4, of: frame, need)
        }
        #expect(try window(nil) == 36)
        #expect(try window(5000) == 36)
        #expect(try window(1209) == 20)
        #expect(try window(1040) == 4)
        #expect(
            throws: SegmenterError.tooLittleMemory(
                limit: 1039, needed: 1040, frames: 4, width: 64, height: 48)
        ) { try window(1039) }
    }

    @Test("larger frames and more queries need more, and shorter windows are enough for them")
    func needs() {
        let need = { (width: Int, height: Int, queries: Int) in
            FrameJudge.memoryNeed(image(width, height), queries: queries, threads: 2)
        }
        let usual = need(640, 360, 1)
        #expect(need(640, 360, 2).bytes(frames: 36) > usual.bytes(frames: 36))
        #expect(need(1280, 720, 1).bytes(frames: 1) > usual.bytes(frames: 1))
        #expect(
            need(1280, 720, 1).frames(within: 280_000_000) < usual.frames(within: 280_000_000))
        #expect(usual.bytes(frames: 36) < 320_000_000)
    }

    @Test(
        "a limit that nothing keeps to is told before any mask comes",
        arguments: [SegmentationProtocol.windows, .refYouTubeVOS, .a2dSentences])
    func refused(_ clipProtocol: SegmentationProtocol) throws {
        var config = ReferFormerConfig.tinyResNet
        config.vocabulary = TinyCheckpoint.vocabulary
        let network = try TinyNetwork.load(config, following: clipProtocol)
        let clip = (0..<3).map { image(64, 48, shade: $0) }
        let query = try network.encode(QueryText("a dog", preparation: .raw)).query
        for (memory, isEnough) in [(50_000_000, false), (500_000_000, true)] {
            var frames = 0
            let pass = network.pass(
                reading: [query], logit: 0, contests: [0],
                within: PassResources(threads: 2, memory: memory))
            if isEnough {
                try pass.forEach(ImageList(clip)) { _, _ in frames += 1 }
            } else {
                #expect(throws: SegmenterError.self) {
                    try pass.forEach(ImageList(clip)) { _, _ in frames += 1 }
                }
            }
            #expect(frames == (isEnough ? 3 : 0))
        }
    }
}
