import Layers
import Tensors
import Weights

/// Makes mask features at stride 4 from an encoder's coarse maps and finer ones, frame by frame: 3×3
/// convolutions that halve the channels, and nearest-neighbour growth (Botach et al. 2022,
/// arXiv:2111.14821, 3.3).
///
/// Weights: `layK`, `gnK` (K from 1, the coarsest, on), `adapterK` of the finer maps, `out_lay`.
package struct SpatialDecoder: Sendable {
    private let layers: [NormalizedConvolution]
    private let adapters: [Convolution]
    private let output: Convolution

    /// - `hidden`: channels of the coarsest map; `finer`: those of each finer one, down to stride 4.
    /// - `outputs`: channels of the mask features.
    package init(_ scope: WeightScope, hidden: Int, finer: [Int], outputs: Int) throws {
        let widths = [hidden] + (0..<(finer.count + 2)).map { hidden >> $0 }
        layers = try (1..<widths.count).map { number in
            NormalizedConvolution(
                try Convolution(
                    scope["lay\(number)"], channels: widths[number - 1], outputs: widths[number],
                    kernel: 3, bias: true),
                try GroupNorm(scope["gn\(number)"], channels: widths[number], groups: 8))
        }
        adapters = try finer.enumerated().map { index, channels in
            try Convolution(
                scope["adapter\(index + 1)"], channels: channels, outputs: widths[index + 2],
                kernel: 1, bias: true)
        }
        output = try Convolution(
            scope["out_lay"], channels: widths[widths.count - 1], outputs: outputs, kernel: 3,
            bias: true)
    }

    /// What a finer map adds.
    ///
    /// - `number`: of the map, from 0, the coarsest of the finer ones, on.
    /// - Result: of the map's size, `hidden / 2` channels for the coarsest and half as many for each
    ///   finer one.
    package func lateral(_ number: Int, of map: Tensor, on compute: Compute) -> Tensor {
        adapters[number](map, on: compute)
    }

    /// - `x`: the coarsest map, `[n, height, width, hidden]`.
    /// - `laterals`: from `lateral`, of every finer map.
    /// - Result: `[n, height / 4, width / 4, outputs]` of the frames' size.
    package func callAsFunction(
        _ x: Tensor, _ laterals: [Tensor], on compute: Compute, _ stages: StageRecorder?
    ) -> Tensor {
        let coarsest = laterals.count + 1
        let step = { (number: Int, x: Tensor, name: String) in
            let y = layers[number](x, activation: .relu, on: compute)
            stages?.record("fpn.out.\(name)", y)
            return y
        }
        var x = step(1, step(0, x, "\(coarsest)a"), "\(coarsest)")
        for (index, lateral) in laterals.enumerated() {
            let name = "\(laterals.count - index)"
            stages?.record("fpn.lateral.\(name)", lateral)
            let (height, width) = (lateral.shape[1], lateral.shape[2])
            let grown = compute.resizeNearest(x, height: height, width: width)
            x = step(index + 2, compute.add(lateral, grown), name)
        }
        let features = output(x, on: compute)
        stages?.record("fpn.mask_features", features)
        return features
    }
}
