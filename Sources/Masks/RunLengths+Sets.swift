/// Sets of pixels, straight on the runs.
extension RunLengths {
    /// Pixels shared with, and covered together with, a mask of the same size.
    ///
    /// - Complexity: the number of runs of both.
    public func overlap(with other: RunLengths) -> Overlap {
        requireSameSize(other)
        let shared = counts.withUnsafeBufferPointer { left in
            other.counts.withUnsafeBufferPointer { right in Self.shared(left, right) }
        }
        return Overlap(intersection: shared, union: area + other.area - shared)
    }

    /// The pixels set in at least one of two masks of the same size.
    public func union(_ other: RunLengths) -> RunLengths { merged(with: other) { $0 || $1 } }

    /// The pixels set in both of two masks of the same size.
    public func intersection(_ other: RunLengths) -> RunLengths { merged(with: other) { $0 && $1 } }

    /// Pixels in both: the runs of ones as intervals, always moving past the one that ends first.
    private static func shared(
        _ left: UnsafeBufferPointer<Int>, _ right: UnsafeBufferPointer<Int>
    ) -> Int {
        guard left.count > 1, right.count > 1 else { return 0 }
        var (i, leftStart, leftEnd) = (1, left[0], left[0] + left[1])
        var (k, rightStart, rightEnd) = (1, right[0], right[0] + right[1])
        var pixels = 0
        while true {
            pixels += max(0, min(leftEnd, rightEnd) - max(leftStart, rightStart))
            if leftEnd <= rightEnd {
                i += 2
                guard i < left.count else { return pixels }
                leftStart = leftEnd + left[i - 1]
                leftEnd = leftStart + left[i]
            } else {
                k += 2
                guard k < right.count else { return pixels }
                rightStart = rightEnd + right[k - 1]
                rightEnd = rightStart + right[k]
            }
        }
    }

    private func merged(
        with other: RunLengths, _ isSet: (Bool, Bool) -> Bool
    ) -> RunLengths {
        requireSameSize(other)
        var (left, right) = (RunCursor(counts), RunCursor(other.counts))
        var merged: [Int] = []
        var (run, value) = (0, false)
        while let step = left.step(with: right) {
            let next = isSet(left.isSet, right.isSet)
            if next != value {
                merged.append(run)
                (run, value) = (0, next)
            }
            run += step
            left.advance(step)
            right.advance(step)
        }
        merged.append(run)
        return RunLengths(width: width, height: height, filling: merged)
    }

    private func requireSameSize(_ other: RunLengths) {
        precondition(
            width == other.width && height == other.height,
            "masks of \(width)x\(height) and \(other.width)x\(other.height)")
    }
}

/// A place within runs, never at the end of one.
private struct RunCursor {
    private let counts: [Int]
    private var index = 0
    private var rest: Int

    init(_ counts: [Int]) {
        self.counts = counts
        rest = counts.first ?? 0
        skipEmptyRuns()
    }

    /// Whether the pixels from here are ones.
    var isSet: Bool { index & 1 == 1 }

    /// Pixels until either run ends, nil where nothing is left.
    func step(with other: RunCursor) -> Int? {
        let step = min(rest, other.rest)
        return step > 0 ? step : nil
    }

    mutating func advance(_ pixels: Int) {
        rest -= pixels
        skipEmptyRuns()
    }

    private mutating func skipEmptyRuns() {
        while rest == 0, index + 1 < counts.count {
            index += 1
            rest = counts[index]
        }
    }
}
