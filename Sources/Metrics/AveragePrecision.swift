/// Average precision as COCO defines it (pycocotools, `COCOeval.accumulate`): precision, made to fall
/// with recall, averaged over the recalls 0, 0.01 ... 1; one category, area "all".
public struct AveragePrecision: Sendable, Equatable {
    /// At each of `DetectionMatches.thresholds`.
    public let perThreshold: [Double]

    /// Over the thresholds 0.50, 0.55 ... 0.95: the mAP of papers.
    public var mean: Double { perThreshold.reduce(0, +) / Double(perThreshold.count) }
    /// At IoU 0.50.
    public var at50: Double { perThreshold[0] }
    /// At IoU 0.75.
    public var at75: Double { perThreshold[5] }
}

/// The detections of a whole data set, best first.
///
/// Made once, it gives average precision for any weights of the images, so that a bootstrap sorts
/// nothing.
public struct DetectionRanking: Sendable {
    private struct Detection {
        let score: Double
        let image: Int
        let hits: UInt16
    }

    private let detections: [Detection]
    private let truths: [Int]

    /// - `images`: in the order of their identifiers, which decides between equal scores (COCO's
    ///   stable sort).
    public init(_ images: [DetectionMatches]) {
        truths = images.map(\.truths)
        let given = images.enumerated().flatMap { image, matches in
            zip(matches.scores, matches.hits).map {
                Detection(score: $0, image: image, hits: $1)
            }
        }
        // Of equal scores, the one given first.
        detections = given.indices.sorted {
            given[$0].score != given[$1].score ? given[$0].score > given[$1].score : $0 < $1
        }.map { given[$0] }
    }

    /// Average precision, nil where no image has a truth (COCO says -1).
    ///
    /// - `weights`: how often each image counts. Once each where nothing is given.
    public func averagePrecision(weights: [Int]? = nil) -> AveragePrecision? {
        precondition(
            weights?.count ?? truths.count == truths.count,
            "\(weights?.count ?? 0) weights for \(truths.count) images")
        let weights = weights ?? [Int](repeating: 1, count: truths.count)
        let wanted = zip(truths, weights).reduce(0) { $0 + $1.0 * $1.1 }
        guard wanted > 0 else { return nil }
        return AveragePrecision(
            perThreshold: DetectionMatches.thresholds.indices.map { bit in
                averagePrecision(bit: UInt16(bit), wanted: wanted, weights: weights)
            })
    }

    /// Average precision at one threshold, with `wanted` truths altogether.
    private func averagePrecision(bit: UInt16, wanted: Int, weights: [Int]) -> Double {
        // Recall grows at hits alone, so the curve needs no other points.
        var curve: [(recall: Double, precision: Double)] = []
        var (found, missed) = (0, 0)
        for detection in detections {
            let weight = weights[detection.image]
            guard weight > 0 else { continue }
            guard detection.hits >> bit & 1 == 1 else {
                missed += weight
                continue
            }
            found += weight
            // COCO's addend against division by zero changes the first point by a rounding.
            let precision = Double(found) / (Double(missed + found) + .ulpOfOne)
            curve.append((Double(found) / Double(wanted), precision))
        }
        var (sum, best, point) = (0.0, 0.0, curve.count)
        for step in stride(from: 100, through: 0, by: -1) {
            let recall = step == 100 ? 1 : Double(step) * 0.01
            while point > 0, curve[point - 1].recall >= recall {
                point -= 1
                best = max(best, curve[point].precision)
            }
            sum += best
        }
        return sum / 101
    }
}
