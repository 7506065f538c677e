import ReferFormer

extension ClipNetwork: PublishedNetwork {
    func pass(
        _ queries: [EncodedText], logit: Float, contests: [Int], threads: Int
    ) -> any Pass {
        clipProtocol.isAnnotated
            ? ClipPass(NeighbourhoodJudge(self, queries, threads: threads))
            : ClipPass(
                WindowJudge(self, queries, logit: logit, contests: contests, threads: threads))
    }
}
