import Masks

/// J and F of one frame.
public struct FrameQuality: Sendable, Equatable {
    /// Region similarity J: intersection over union, 1 where both masks are empty.
    public let region: Double
    /// Boundary accuracy F.
    public let boundary: Double

    /// J&F.
    public var mean: Double { (region + boundary) / 2 }

    /// Both masks of the same size.
    ///
    /// - `void`: pixels of the truth that are marked as neither object nor background (255 in
    ///   DAVIS); they count for nothing.
    public init(prediction: PackedMask, truth: PackedMask, void: PackedMask? = nil) {
        let prediction = void.map(prediction.subtracting) ?? prediction
        let truth = void.map(truth.subtracting) ?? truth
        region = prediction.overlap(with: truth).jaccard
        boundary = BoundaryMeasure(prediction: prediction, truth: truth).f
    }
}

/// Mean, recall and decay of one measure over a video's frames (`db_statistics` of the DAVIS
/// toolkit; Perazzi et al. 2016, 5).
public struct VideoStatistics: Sendable, Equatable {
    /// Mean over the frames.
    public let mean: Double
    /// Share of the frames strictly above 0.5.
    public let recall: Double
    /// How much worse the last quarter of the video is than the first; below 0 where it gets better.
    public let decay: Double

    /// - `values`: one a frame, in order; nil where there are none.
    public init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        mean = values.mean
        recall = Double(values.count { $0 > 0.5 }) / Double(values.count)
        // The toolkit's five bin edges; neighbouring bins share a frame. It keeps them in bytes,
        // which is wrong from frame 257 on and not repeated here.
        let step = Double(values.count - 1) / 4
        let edges = (0...4).map { bin in
            Int((1 + Double(bin) * step + 1e-10).rounded(.toNearestOrEven)) - 1
        }
        decay = values[edges[0]...edges[1]].mean - values[edges[3]...edges[4]].mean
    }
}

/// J and F of one object, or one sentence, over a video.
///
/// Ref-DAVIS17 and Ref-YouTube-VOS are scored by these: the mean over frames for every sentence,
/// then the mean over sentences, then J&F as the mean of both.
public struct VideoScores: Sendable, Equatable {
    /// Region similarity.
    public let region: VideoStatistics
    /// Boundary accuracy.
    public let boundary: VideoStatistics

    /// J&F: the mean of both means.
    public var mean: Double { (region.mean + boundary.mean) / 2 }

    /// - `frames`: in order; nil where there are none.
    public init?(_ frames: [FrameQuality]) {
        guard let region = VideoStatistics(frames.map(\.region)),
            let boundary = VideoStatistics(frames.map(\.boundary))
        else { return nil }
        (self.region, self.boundary) = (region, boundary)
    }
}

extension Collection<Double> {
    var mean: Double { reduce(0, +) / Double(count) }
}
