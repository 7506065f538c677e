import ReferFormer
import Testing
import TinyCheckpoint

@Suite("MUTR's checkpoints")
struct MUTRTests {
    static let models = ["mutr_tiny", "mutr_tiny_swin", "mutr_tiny_convnext", "mutr_tiny_convmae"]

    /// A folder with a clip, a tiny model and its vocabulary.
    private func place(_ name: String) throws -> TemporaryFolder {
        var config = try #require(MUTRConfig.preset(name))
        config.network.vocabulary = TinyCheckpoint.vocabulary
        return try .holding(config)
    }

    @Test("the file alone tells it; inspect, import and every protocol know it", arguments: models)
    func wholeWay(_ name: String) throws {
        let place = try place(name)
        try FollowingFamily.expectWholeWay("MUTR", in: place)
    }

    @Test("single annotated frames: one sentence, exit status 2, nothing written")
    func annotated() throws {
        let place = try place("mutr_tiny")
        try FollowingFamily.expectNoSingleFrames("MUTR", in: place)
    }

    @Test("verify knows the family", arguments: models)
    func verified(_ name: String) throws {
        let run = try Program.run(["verify", "model.safetensors"], in: place(name))
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("mti.out"), "\(run.output)")
        #expect(run.output.contains("verified: model.safetensors, sha256 "), "\(run.output)")
    }
}
