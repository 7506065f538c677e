import ReferFormer

extension FrameNetwork: Network {
    func pass(
        _ queries: [EncodedText], logit: Float, contests: [Int], threads: Int
    ) -> any Pass {
        ClipPass(FrameJudge(self, queries, logit: logit, threads: threads))
    }
}
