import Foundation

/// How often a value between 0 and 1 occurs, in bars of equal width, as an SVG drawing.
struct Histogram {
    /// Number of bars.
    static let bars = 20

    let counts: [Int]

    /// - `values`: 0…1.
    init(_ values: [Double]) {
        var counts = [Int](repeating: 0, count: Self.bars)
        for value in values {
            let bar = Int((min(max(value, 0), 1) * Double(Self.bars)).rounded(.down))
            counts[min(bar, Self.bars - 1)] += 1
        }
        self.counts = counts
    }

    /// The drawing; every bar tells its numbers under the pointer.
    var svg: String {
        let (width, height, step) = (640, 160, 32)
        let most = max(counts.max() ?? 0, 1)
        var drawing =
            "<svg viewBox=\"0 -16 \(width) \(height + 36)\" role=\"img\" "
            + "aria-label=\"Histogram\">"
        for (bar, count) in counts.enumerated() {
            let tall = count * height / most
            let (from, to) = (label(bar), label(bar + 1))
            drawing +=
                "<g><title>\(from)–\(to): \(count)</title><rect x=\"\(bar * step + 1)\" "
                + "y=\"\(height - tall)\" width=\"\(step - 2)\" height=\"\(tall)\"/>"
            if count > 0 {
                drawing +=
                    "<text x=\"\(bar * step + step / 2)\" y=\"\(height - tall - 3)\">\(count)</text>"
            }
            drawing += "</g>"
        }
        drawing += "<path d=\"M0 \(height)H\(width)\"/>"
        for bar in stride(from: 0, through: Self.bars, by: 4) {
            let anchor = bar == 0 ? "start" : bar == Self.bars ? "end" : "middle"
            drawing +=
                "<text x=\"\(bar * step)\" y=\"\(height + 15)\" "
                + "style=\"text-anchor:\(anchor)\">\(label(bar))</text>"
        }
        return drawing + "</svg>"
    }

    private func label(_ bar: Int) -> String {
        String(format: "%.2f", Double(bar) / Double(Self.bars))
    }
}
