import Foundation

/// A report in lines of text, beside an older one where there is any.
package struct BenchmarkTable {
    private let report: BenchmarkReport
    private let older: BenchmarkReport?

    package init(_ report: BenchmarkReport, comparedWith older: BenchmarkReport? = nil) {
        (self.report, self.older) = (report, older)
    }

    package var lines: [String] {
        var lines = ["\(report.processor), \(report.instructionSet)"]
        if let older,
            (older.processor, older.instructionSet) != (report.processor, report.instructionSet)
        {
            lines.append(
                "compared with \(older.processor), \(older.instructionSet): another machine's times"
            )
        }
        return lines + report.results.flatMap { [""] + self.lines($0) }
    }

    private func lines(_ it: BenchmarkResult) -> [String] {
        let peak = it.peak.product
        let whole = it.median
        let unit = it.frames.map { "\($0) frames" } ?? "a spoken sentence"
        var lines = [
            "\(it.name), \(unit), \(it.threads) thread\(it.threads == 1 ? "" : "s")"
                + (it.wasDisturbed
                    ? " (other processes took the processors: not to be trusted)" : "")
        ]
        func add(_ name: String, _ text: String) {
            lines.append("  " + name.padding(toLength: 13, withPad: " ", startingAt: 0) + text)
        }
        let pace = it.frames.map { (Self.decimal(Double($0) / whole, 1), "frames/s") }
        add(
            "time",
            "\(Self.decimal(whole, 3)) s" + (pace.map { ", \($0.0) \($0.1)" } ?? "")
                + change(it, \.median))
        add(
            "work",
            "\(Self.giga(it.operations)) GFLOP, \(Self.giga(it.operations / whole)) GFLOP/s: "
                + "\(Self.decimal(whole * peak / max(it.operations, 1), 2)) of the time it takes at the peak"
        )
        add(
            "peak",
            "matrix product \(Self.giga(peak)), 3x3 convolution \(Self.giga(it.peak.convolution)) "
                + "GFLOP/s, between the runs")
        add(
            it.frames == nil ? "first word" : "first mask",
            "\(Self.decimal(it.first, 2)) s" + change(it, \.first))
        add("memory", "\(it.memory / 1_000_000) MB" + change(it) { Double($0.memory) })
        if it.repeated > 0 {
            add("repeated", "\(it.repeated) of the runs, since other processes took the processors")
        }
        lines.append("  stage              ms   GFLOP  GFLOP/s  of the peak")
        for stage in it.stages {
            let rate = stage.operations / max(stage.seconds, 1e-9)
            lines.append(
                "  " + stage.name.padding(toLength: 13, withPad: " ", startingAt: 0)
                    + Self.column(Self.decimal(stage.seconds * 1e3, 1), 8)
                    + (stage.operations > 0
                        ? Self.column(Self.giga(stage.operations), 8)
                            + Self.column(Self.giga(rate), 9)
                            + Self.column("\(Self.decimal(rate / peak * 100, 0)) %", 13) : ""))
        }
        return lines
    }

    /// How a figure stands to the older one, in brackets; empty where there is none.
    private func change(_ it: BenchmarkResult, _ figure: (BenchmarkResult) -> Double) -> String {
        guard
            let old = older?.results.first(where: { ($0.name, $0.threads) == (it.name, it.threads) }
            )
        else { return "" }
        return " (\(Self.decimal(figure(it) / figure(old), 2)) of before)"
    }

    private static func giga(_ value: Double) -> String {
        decimal(value / 1e9, value < 1e10 ? 1 : 0)
    }

    private static func decimal(_ value: Double, _ places: Int) -> String {
        String(format: "%.\(places)f", value)
    }

    private static func column(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
