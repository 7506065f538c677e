import Masks

/// J and F of all objects of a video where nothing says which prediction is which object: the
/// unsupervised track of DAVIS (Caelles et al. 2019, arXiv:1905.00737, 3; `_evaluate_unsupervised` of
/// the DAVIS 2017 toolkit), by which papers score Ref-DAVIS17 too.
///
/// Every prediction is measured against every object over all frames, void pixels left out. The
/// one-to-one assignment with the largest sum of J&F counts. An object without a prediction has an
/// empty one; predictions beyond the objects count for nothing.
public struct ObjectMatching: Sendable {
    /// `[predictions, objects, frames]`
    private var qualities: [[[FrameQuality]]]
    /// One more than the last prediction that has a pixel.
    private var shown = 0
    private let objects: Int

    /// - `predictions`, `objects`: how many a frame has.
    public init(predictions: Int, objects: Int) {
        let row = [[FrameQuality]](repeating: [], count: objects)
        qualities = Array(repeating: row, count: max(predictions, objects))
        self.objects = objects
    }

    /// Measures the next frame.
    ///
    /// - `predictions`: at most as many as promised, none of them sharing a pixel with another.
    /// - `objects`: the true masks, as many as promised.
    /// - `void`: pixels that count for nothing.
    public mutating func add(
        predictions: [PackedMask], objects: [PackedMask], void: PackedMask
    ) {
        precondition(
            objects.count == self.objects && predictions.count <= qualities.count,
            "\(predictions.count) predictions and \(objects.count) objects for "
                + "\(qualities.count) and \(self.objects)")
        let empty = PackedMask(emptyWithWidth: void.width, height: void.height)
        let without = objects.map { FrameQuality(prediction: empty, truth: $0, void: void) }
        for index in qualities.indices {
            guard index < predictions.count, predictions[index].area > 0 else {
                for object in objects.indices { qualities[index][object].append(without[object]) }
                continue
            }
            shown = max(shown, index + 1)
            for (object, truth) in objects.enumerated() {
                qualities[index][object].append(
                    FrameQuality(prediction: predictions[index], truth: truth, void: void))
            }
        }
    }

    /// One for every object; none before the first frame.
    public var scores: [VideoScores] {
        // The toolkit knows the predictions from their pixels: the last ones may not be there at all.
        let counted = qualities.prefix(max(shown, objects))
        let measured = (0..<objects).map { object in
            counted.compactMap { VideoScores($0[object]) }
        }
        guard measured.allSatisfy({ !$0.isEmpty }) else { return [] }
        let matches = Assignment(gains: measured.map { $0.map(\.mean) })
        return zip(measured, matches.columns).map { $0[$1] }
    }
}
