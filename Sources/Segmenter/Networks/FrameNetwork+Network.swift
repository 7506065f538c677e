import ReferFormer

extension FrameNetwork: Network {
    func pass(
        _ queries: [EncodedText], logit: Float, contests: [Int], within resources: PassResources
    ) -> any Pass {
        ClipPass(FrameJudge(self, queries, logit: logit, within: resources))
    }
}
