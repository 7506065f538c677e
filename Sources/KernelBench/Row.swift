import Foundation

/// One line of the table.
struct Row: CustomStringConvertible {
    let name: String
    let milliseconds: Double
    /// Of the layer and of plain multiply-adds, in 10⁹ operations a second.
    let rate: Double
    let peak: Double

    static let header =
        "layer                                      ms   GFLOP/s   peak GFLOP/s   % of peak"

    var description: String {
        name.padding(toLength: 36, withPad: " ", startingAt: 0)
            + String(
                format: "%9.3f %9.1f %14.1f %10.1f %%", milliseconds, rate, peak,
                100 * rate / peak)
    }
}
