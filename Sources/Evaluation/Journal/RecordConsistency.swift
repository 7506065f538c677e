import Masks

/// A line of a journal may carry the right checksum and still be none that this program wrote; what scores
/// rely on is looked at when it is read.
extension VideoRecord {
    /// Whether scores can be made of it: sizes agree, every target has a mask, numbers are in range.
    var isConsistent: Bool {
        let targets = sentences.flatMap(\.targets)
        var sizes = Dictionary(
            targets.map { ($0.frame, [$0.width, $0.height]) },
            uniquingKeysWith: { first, _ in first })
        let objects = labelledFrames?.first?.objects.count
        for (index, frame) in (labelledFrames ?? []).enumerated() {
            let size = [frame.width, frame.height]
            guard frame.objects.count == objects, sizes[index] ?? size == size else { return false }
            sizes[index] = size
        }
        return sizes.values.allSatisfy { $0.allSatisfy { (1...Mask.longestSide).contains($0) } }
            && targets.allSatisfy { target in
                target.frame >= 0 && [target.width, target.height] == sizes[target.frame]
                    && !target.candidates.isEmpty
                    && target.candidates.allSatisfy(\.score.isFinite)
            }
            && sentences.allSatisfy { (0..<Self.annotators).contains($0.annotator ?? 0) }
    }

    /// Annotators of a benchmark at most.
    private static let annotators = 1000
}

extension JournalHeader {
    /// Whether it tells what every video costs, in numbers that can be added.
    var isConsistent: Bool {
        shard.map { Shard($0.number, of: $0.count) != nil } ?? true
            && costs.count == videos.count && Set(videos).count == videos.count
            && costs.allSatisfy { (0..<1 << 32).contains($0) }
    }
}
