import ReferFormer
import Testing
import TinyCheckpoint

@Suite("OnlineRefer's checkpoints")
struct OnlineReferTests {
    /// A folder with a clip, a tiny model and its vocabulary.
    private func place(_ network: ReferFormerConfig) throws -> TemporaryFolder {
        var config = OnlineReferConfig(network: network)
        config.network.vocabulary = TinyCheckpoint.vocabulary
        return try .holding(config)
    }

    @Test(
        "the file alone tells it; inspect, import and every protocol know it",
        arguments: [ReferFormerConfig.tinyResNet, .tinySwin])
    func wholeWay(_ network: ReferFormerConfig) throws {
        let place = try place(network)
        try FollowingFamily.expectWholeWay("OnlineRefer", in: place)
    }

    @Test("single annotated frames: one sentence, exit status 2, nothing written")
    func annotated() throws {
        let place = try place(.tinyResNet)
        try FollowingFamily.expectNoSingleFrames("OnlineRefer", in: place)
    }

    @Test("verify knows the family", arguments: [ReferFormerConfig.tinyResNet, .tinySwin])
    func verified(_ network: ReferFormerConfig) throws {
        let place = try place(network)
        let run = try Program.run(["verify", "model.safetensors"], in: place)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("f5.track.selected"), "\(run.output)")
        #expect(run.output.contains("verified: model.safetensors, sha256 "), "\(run.output)")
    }
}
