import Tensors

/// What the machine does at a precision, in operations a second, a multiply-add counting two.
package struct MachinePeak: Codable, Sendable, Equatable {
    /// A product of matrices that stay in the caches.
    package let product: Double
    /// A direct 3×3 convolution, whatever the algorithm that computes it.
    package let convolution: Double
}

extension MachinePeak {
    /// Measures it, in about half a second.
    static func measured(on compute: Compute) -> MachinePeak {
        let rows = Tensor(zeros: [1440, 512])
        let weights = compute.pack(linear: Tensor(zeros: [512, 512]), bias: nil)
        let map = Tensor(zeros: [1, 45, 80, 128])
        let filter = compute.pack(
            convolution: Tensor(zeros: [128, 128, 3, 3]), bias: nil, stride: 1, padding: 1)
        return MachinePeak(
            product: rate(of: 2 * 1440 * 512 * 512) { _ = compute.linear(rows, weights) },
            convolution: rate(of: 2 * 45 * 80 * 128 * 128 * 9) {
                _ = compute.convolution(map, filter)
            })
    }

    /// The best of a quarter of a second.
    private static func rate(of operations: Int, _ work: () -> Void) -> Double {
        work()
        var (best, spent) = (Double.infinity, 0.0)
        while spent < 0.25 {
            let seconds = Stopwatch.time(work)
            best = min(best, seconds)
            spent += seconds
        }
        return Double(operations) / best
    }

    /// The median of several.
    static func median(_ all: [MachinePeak]) -> MachinePeak {
        func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
        return MachinePeak(
            product: middle(all.map(\.product)), convolution: middle(all.map(\.convolution)))
    }
}
