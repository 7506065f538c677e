import Layers
import Tensors
import Weights

/// What lies around things: something else, sky, road, grass, trees, water, sand, snow, buildings.
///
///     logits = told(relu(mix(relu(Σ lateral(map), spread to stride 8)))) + height₀ · y + height₁ · y²
///
/// where y is a place's share of the frame's height.
///
/// Weights: `lateral.L` (1×1) for the maps of strides 8, 16 and 32, `mix` and `told` (1×1), all with
/// bias; `height` `[9, 2]`.
struct Scenery: Sendable {
    private let laterals: [Convolution]
    private let mix: Convolution
    private let told: Convolution
    private let height: [Float]

    /// - `channels`: of the maps of strides 8, 16 and 32.
    init(_ scope: WeightScope, channels: ArraySlice<Int>, hidden: Int) throws {
        laterals = try channels.enumerated().map {
            try Convolution(
                scope["lateral"][$0.offset], channels: $0.element, outputs: hidden, kernel: 1,
                bias: true)
        }
        mix = try Convolution(
            scope["mix"], channels: hidden, outputs: hidden, kernel: 1, bias: true)
        let outputs = RecognitionConfig.scenery
        told = try Convolution(
            scope["told"], channels: hidden, outputs: outputs, kernel: 1, bias: true)
        height = try scope.tensor("height", [outputs, 2]).values
    }

    /// - `maps`: `[1, rows, columns, channels]`, the finest first.
    /// - Returns: probabilities, `[1, rows, columns, 9]` of the finest.
    func callAsFunction(_ maps: ArraySlice<Tensor>, on compute: Compute) -> Tensor {
        let fine = maps[maps.startIndex].shape
        var sum: Tensor?
        for (lateral, map) in zip(laterals, maps).reversed() {
            let y = compute.resizeBilinear(
                lateral(map, on: compute), height: fine[1], width: fine[2])
            sum = sum.map { compute.add($0, y) } ?? y
        }
        guard let sum else { preconditionFailure("scenery of no maps") }
        let mixed = mix(compute.relu(sum), activation: .relu, on: compute)
        return compute.softmax(placed(told(mixed, on: compute)))
    }

    /// With what the height of a place says.
    private func placed(_ logits: Tensor) -> Tensor {
        let (rows, columns, outputs) = (logits.shape[1], logits.shape[2], logits.shape[3])
        return Tensor.filled(logits.shape) { out in
            logits.withUnsafeBuffer { logits in
                for row in 0..<rows {
                    let y = (Float(row) + 0.5) / Float(rows)
                    let shift = (0..<outputs).map {
                        height[2 * $0] * y + height[2 * $0 + 1] * y * y
                    }
                    for at in (row * columns * outputs)..<((row + 1) * columns * outputs) {
                        out[at] = logits[at] + shift[at % outputs]
                    }
                }
            }
        }
    }
}
