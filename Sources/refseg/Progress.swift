import Foundation

/// How far the work is, on standard error: a bar on a terminal, a plain line every two seconds
/// elsewhere, nothing with `--quiet`.
struct Progress {
    private enum Style { case silent, bar, lines }

    private let style: Style
    private let total: Int?
    private let noun: String
    private let before: Int
    private let start = Date()
    private var shown = Date.distantPast

    /// - `total`: frames to come, nil where that is unknown (a video without a frame count).
    /// - `noun`: what is counted, if not frames; in the singular.
    /// - `before`: how many were done by an earlier run.
    init(total: Int?, quiet: Bool, noun: String = "frame", before: Int = 0) {
        (self.total, self.noun, self.before) = (total, noun, before)
        style = quiet ? .silent : StandardError.isTerminal ? .bar : .lines
    }

    /// Tells that `done` frames (or whatever is counted) are done.
    ///
    /// - `share`: of this run's work, 0…1, which tells how much time is left; nil = by the count.
    mutating func update(_ done: Int, share: Double? = nil) {
        let now = Date()
        let counted = total.map { Double(done - before) / Double(max(1, $0 - before)) }
        let pace = rate(done, at: now) + ((share ?? counted).map { left($0, at: now) } ?? "")
        switch style {
        case .silent: return
        case .bar where now.timeIntervalSince(shown) >= 0.1 || done == total:
            StandardError.write("\r" + bar(done, rate: pace) + "\u{1B}[K")
        case .lines where now.timeIntervalSince(max(shown, start)) >= 2:
            StandardError.write(count(done) + pace + "\n")
        default: return
        }
        shown = now
    }

    /// Clears the bar, so that what follows starts on an empty line.
    func finish() {
        if style == .bar { StandardError.write("\r\u{1B}[K") }
    }

    private func bar(_ done: Int, rate: String) -> String {
        guard let total, total > 0 else { return count(done) + rate }
        let width = 30
        let filled = min(done * width / total, width)
        return "[" + String(repeating: "#", count: filled)
            + String(repeating: ".", count: width - filled) + "] " + count(done) + rate
    }

    private func count(_ done: Int) -> String {
        total.map { "\(done) of \($0) \(noun)s" } ?? "\(done) \(noun)s"
    }

    private func rate(_ done: Int, at now: Date) -> String {
        let seconds = now.timeIntervalSince(start)
        guard seconds > 0.5 else { return "" }
        return String(format: ", %.1f %@s/s", Double(done - before) / seconds, noun)
    }

    /// The time left, if the rest goes on as what is done.
    private func left(_ share: Double, at now: Date) -> String {
        let seconds = now.timeIntervalSince(start)
        guard seconds > 0.5, share > 0, share < 1 else { return "" }
        let rest = Int((seconds * (1 - share) / share).rounded(.up))
        return switch rest {
        case ..<100: ", \(rest) s left"
        case ..<6_000: ", \((rest + 59) / 60) min left"
        default: ", " + String(format: "%.1f h left", Double(rest) / 3_600)
        }
    }
}
