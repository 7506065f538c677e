import Layers
import Tensors
import Weights

/// A small U-net whose result is added to what it reads: the residual U-block of U²-Net (Qin et al.,
/// arXiv:2005.09007), its batch normalisations folded.
///
///     x = first(map)                                        "rebnconvin"
///     down: convolutions, each but the first on the maximum of two by two cells before it
///     up:   convolutions on the coarser result, spread, beside the same level's map on the way down
///     x + last of up
///
/// A dilated block keeps the size of its maps and widens its kernels instead.
///
/// Weights, named as in the published network: `rebnconvin`, `rebnconv1` … `rebnconvN`, `rebnconv(N-1)d`
/// … `rebnconv1d`, each with `weight` and `bias`.
struct ResidualUBlock: Sendable {
    /// How a block looks further.
    enum Reach: Sendable {
        /// Levels of half the size each, and one convolution of dilation 2 at the bottom.
        case pooled(depth: Int)
        /// Four convolutions of dilation 1, 2, 4, 8.
        case dilated

        var depth: Int {
            switch self {
            case .pooled(let depth): depth
            case .dilated: 4
            }
        }

        /// Dilation of the convolution of a level, 1 … depth.
        func dilation(at level: Int) -> Int {
            switch self {
            case .pooled(let depth): level == depth ? 2 : 1
            case .dilated: 1 << (level - 1)
            }
        }

        var isPooled: Bool {
            if case .pooled = self { true } else { false }
        }
    }

    private let reach: Reach
    private let first: Convolution
    private let down: [Convolution]
    private let up: [Convolution]

    init(_ scope: WeightScope, _ reach: Reach, channels: Int, middle: Int, outputs: Int) throws {
        self.reach = reach
        let layer = { (name: String, channels: Int, outputs: Int, level: Int) in
            try Convolution(
                scope["rebnconv\(name)"], channels: channels, outputs: outputs, kernel: 3,
                dilation: reach.dilation(at: level), bias: true)
        }
        first = try layer("in", channels, outputs, 1)
        down = try (1...reach.depth).map {
            try layer("\($0)", $0 == 1 ? outputs : middle, middle, $0)
        }
        up = try (1..<reach.depth).reversed().map {
            try layer("\($0)d", 2 * middle, $0 == 1 ? outputs : middle, $0)
        }
    }

    /// - `map`: `[n, rows, columns, channels]`; of a pooled block, sides multiples of 2^(depth - 2).
    /// - `halved`: whether the largest of every two by two cells is wanted alone; then sides are even.
    /// - Returns: `[n, rows, columns, outputs]`, or half as many rows and columns
    func callAsFunction(_ map: Tensor, halved: Bool = false, on compute: Compute) -> Tensor {
        let x = first(map, activation: .relu, on: compute)
        var passed: [Tensor] = []
        for (level, layer) in down.enumerated() {
            var y = passed.last ?? x
            if reach.isPooled && level > 0 && level < down.count - 1 { y = compute.halved(y) }
            passed.append(layer(y, activation: .relu, on: compute))
        }
        var y = passed.removeLast()
        for (layer, beside) in zip(up.dropLast(), passed.reversed()) {
            y = layer(compute.spread(y, beside: beside), activation: .relu, on: compute)
        }
        return up[up.count - 1].sum(
            of: x, and: compute.spread(y, beside: passed[0]), activation: .relu, halved: halved,
            on: compute)
    }
}

extension Compute {
    /// The largest of every two by two cells.
    func halved(_ map: Tensor) -> Tensor { maxPool(map, kernel: 2, stride: 2, padding: 0) }

    /// A coarser map at the size of a finer one, and that one's channels after its own.
    func spread(_ coarse: Tensor, beside fine: Tensor) -> Tensor {
        let spread = resizeBilinear(coarse, height: fine.shape[1], width: fine.shape[2])
        return concatenate([spread, fine], axis: 3)
    }
}
