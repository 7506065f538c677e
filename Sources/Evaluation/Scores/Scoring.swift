import Datasets

extension Benchmark {
    /// What its scores are, in words: figures compare only where these are the same.
    var scoring: String {
        switch self {
        case .a2dSentences, .jhmdbSentences:
            "overall IoU, mean IoU and P@K of the best-scored mask of every sample, as MTTR's "
                + "metrics.py; mAP of all candidates as COCO's, top-1 mAP of the best-scored alone"
        case .refDAVIS17:
            "J and F of DAVIS as ReferFormer's eval_davis.py: the masks of each annotator are "
                + "matched with a video's objects so that J&F is largest, void pixels left out and "
                + "overlaps given to the better-scored mask; means over objects, then annotators; "
                + "unmatched: each mask with the object that its sentence names"
        case .mevis:
            "J and F of DAVIS as eval_mevis.py: means over frames, then sentences; where both masks "
                + "of a frame are empty, both are 1"
        case .refYouTubeVOS:
            "J and F of DAVIS: means over frames, then sentences; where both masks of a frame are "
                + "empty, both are 1 (the code of the benchmark's own server was never published)"
        case .avos, .clips:
            "J and F of DAVIS: means over frames, then sentences; where both masks of a frame are "
                + "empty, both are 1"
        }
    }
}
