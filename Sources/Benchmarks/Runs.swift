import Tensors

/// Several runs of the same work, with the machine's peak measured between them.
struct Runs {
    private(set) var seconds: [Double] = []
    private(set) var peaks: [MachinePeak] = []
    private(set) var repeated = 0
    private(set) var wasDisturbed = false
    /// What the trace of each run holds.
    private var spans: [[Trace.Span]] = []

    private static let count = 5
    /// Runs that may be repeated, in all.
    private static let patience = 5
    /// Share of a processor from which others count.
    private static let taken = 0.05

    /// - `peak`: computes for measuring the peak.
    /// - `work`: a run; gives the spans of its trace.
    init(peak: Compute, _ work: () throws -> [Trace.Span]) rethrows {
        while seconds.count < Self.count {
            peaks.append(MachinePeak.measured(on: peak))
            let before = Processors()
            var spans: [Trace.Span] = []
            let time = try Stopwatch.time { spans = try work() }
            let isTaken = before.takenByOthers(in: time) > Self.taken
            if isTaken && repeated < Self.patience {
                repeated += 1
                continue
            }
            wasDisturbed = wasDisturbed || isTaken
            seconds.append(time)
            self.spans.append(spans)
        }
    }

    var peak: MachinePeak { .median(peaks) }

    /// Stages by name: seconds and operations of each, without the stages inside; those of several threads
    /// overlap.
    var stages: [BenchmarkResult.Stage] {
        var names: [String] = []
        let sums = spans.map { spans in
            var sums: [String: (seconds: Double, operations: Double)] = [:]
            for span in spans where span.kind == .stage {
                if !names.contains(span.name) { names.append(span.name) }
                sums[span.name, default: (0, 0)].seconds += span.seconds - span.inner.seconds
                sums[span.name, default: (0, 0)].operations +=
                    span.operations - span.inner.operations
            }
            return sums
        }
        return names.map { name in
            let times = sums.map { $0[name]?.seconds ?? 0 }.sorted()
            return BenchmarkResult.Stage(
                name: name, seconds: times[times.count / 2],
                operations: sums.last?[name]?.operations ?? 0)
        }
    }
}
