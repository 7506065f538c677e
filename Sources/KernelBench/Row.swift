import Foundation

/// One line of the table.
struct Row: CustomStringConvertible {
    let name: String
    let milliseconds: Double
    /// Of the layer and of the yardstick, in 10⁹ operations or bytes a second.
    let rate: Double
    let best: Double
    let yardstick: Layer.Yardstick

    static let header =
        "layer                                      ms      rate      best      share"

    var description: String {
        let unit =
            switch yardstick {
            case .multiplyAdds: "GFLOP/s, multiply-adds"
            case .streaming: "GB/s, streaming"
            }
        return name.padding(toLength: 36, withPad: " ", startingAt: 0)
            + String(
                format: "%9.3f %9.1f %9.1f %8.1f %%  %@", milliseconds, rate, best,
                100 * rate / best, unit)
    }
}
