import Masks

/// Which of one image's detections found one of its truths, at every IoU threshold.
///
/// COCO's matching (pycocotools, `COCOeval.evaluateImg`; area "all", no crowds): from the best-scored
/// detection on, equal scores in the order given, each takes the truth it overlaps most among those
/// still free, the later one where two are equal, if the IoU reaches the threshold.
public struct DetectionMatches: Sendable, Equatable {
    /// 0.50, 0.55 ... 0.95, rounded as numpy's `linspace` does.
    public static let thresholds: [Double] = {
        let step = (0.95 - 0.5) / 9
        return (0..<9).map { 0.5 + Double($0) * step } + [0.95]
    }()
    /// Detections of an image beyond these, by score, are ignored (COCO's `maxDets`).
    public static let mostDetections = 100

    /// Number of truths.
    public let truths: Int
    /// Of the detections that count, best first.
    public let scores: [Double]
    /// One for every score: bit t is set where the detection found a truth at threshold t.
    let hits: [UInt16]

    /// - `truths`: masks of all objects of the image; may be empty.
    /// - `detections`: what a model offers; may be empty.
    /// - Throws: `MetricsError.sizesDiffer`.
    public init(truths: [RunLengths], detections: [ScoredMask]) throws {
        // A stable sort, as COCO's: equal scores keep their order.
        let ranked = detections.enumerated().sorted {
            ($0.element.score, $1.offset) > ($1.element.score, $0.offset)
        }.prefix(Self.mostDetections).map(\.element)
        let overlaps = try ranked.map { detection in
            try truths.map { truth in
                try truth.requireSameSize(as: detection.mask)
                return truth.overlap(with: detection.mask).cocoIoU
            }
        }
        self.init(scores: ranked.map(\.score), overlaps: overlaps, truths: truths.count)
    }

    /// - `scores`: best first.
    /// - `overlaps`: `[scores, truths]`, IoU as COCO defines it.
    init(scores: [Double], overlaps: [[Double]], truths: Int) {
        var hits = [UInt16](repeating: 0, count: scores.count)
        for (bit, threshold) in Self.thresholds.enumerated() {
            var isTaken = [Bool](repeating: false, count: truths)
            for (detection, overlaps) in overlaps.enumerated() {
                var (best, match) = (threshold, -1)
                for (truth, iou) in overlaps.enumerated() where !isTaken[truth] && iou >= best {
                    (best, match) = (iou, truth)
                }
                if match >= 0 {
                    isTaken[match] = true
                    hits[detection] |= 1 << UInt16(bit)
                }
            }
        }
        (self.truths, self.scores, self.hits) = (truths, scores, hits)
    }
}
