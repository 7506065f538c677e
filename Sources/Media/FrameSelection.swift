import Foundation

/// Which frames of a clip are taken: those of a range of time, fewer a second, or every Nth.
public struct FrameSelection: Sendable, Equatable {
    /// Seconds from the beginning of the film: what is shown before is left out.
    public var start: Double?
    /// Seconds from the beginning of the film: what is shown then or later is left out.
    public var end: Double?
    /// Frames a second at most: of each such share of a second, from `start` on, its first frame.
    public var rate: Double?
    /// Of every `stride` frames the first; 1 or more.
    public var stride: Int

    /// All frames.
    public static let all = FrameSelection()

    /// - `start`, `end`: seconds; nil = from the first frame, to the last.
    /// - `rate`: frames a second, above 0; nil = all of them.
    public init(
        start: Double? = nil, end: Double? = nil, rate: Double? = nil, stride: Int = 1
    ) {
        precondition(stride >= 1 && (rate ?? 1) > 0, "every \(stride), \(rate ?? 0) a second")
        (self.start, self.end, self.rate, self.stride) = (start, end, rate, stride)
    }

    /// Whether it can be made of nothing but frames with times.
    public var needsTimes: Bool { start != nil || end != nil || rate != nil }
}

extension FrameSelection {
    /// By how much a time that was written down may differ from the frame's own, in seconds.
    static let timeTolerance = 1e-6
    /// Matroska counts milliseconds: by how much a frame may come early for its share of a second.
    private static let rateTolerance = 0.0006

    /// Frames that are left of `count`, `rate` a second in a film of `seconds`; nil where that is unknown.
    func count(of count: Int?, rate film: Double?, seconds: Double?) -> Int? {
        guard needsTimes else { return count.map { ($0 + stride - 1) / stride } }
        guard let film, let seconds else { return nil }
        let taken = max(0, min(end ?? seconds, seconds) - (start ?? 0))
        return Int((taken * min(rate ?? film, film) / Double(stride)).rounded(.up))
    }

    /// Filters of ffmpeg's that let these frames through, and of those after the end some, so that the end
    /// is seen.
    ///
    /// - `beginning`: what the film's clock shows at its beginning, in seconds.
    /// - `withFirst`: whether the first frame that is decoded, which lies before the range, comes too.
    func filters(beginning: Double, withFirst: Bool) -> [String] {
        let first = withFirst ? "eq(n,0)+" : ""
        let from = String(format: "%.6f", beginning + (start ?? 0) - Self.timeTolerance)
        var filters: [String] = []
        if start != nil { filters.append("select='\(first)gte(t,\(from))'") }
        if stride > 1 {
            filters.append("select='\(first)not(mod(n\(withFirst ? "-1" : ""),\(stride)))'")
        }
        if let rate {
            let share = { (time: String) in
                "floor((\(time)-(\(from))+\(Self.rateTolerance))*\(rate))"
            }
            filters.append(
                "select='isnan(prev_selected_t)+gt(\(share("t")),\(share("prev_selected_t")))'")
        }
        return filters
    }
}
