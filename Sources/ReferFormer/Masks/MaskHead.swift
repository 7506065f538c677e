import Layers
import Tensors
import Weights

/// Mask logits by dynamic convolutions: three 1×1 convolutions over mask features and the distance
/// to the box's centre, their weights made for each query and frame (Tian et al., arXiv:2003.05664;
/// Wu et al. 2022, 3.4).
///
/// Weights: `controller.layers.N.*`.
struct MaskHead: Sendable {
    private let controller: MLP
    private let config: ReferFormerConfig

    init(_ root: WeightScope, _ config: ReferFormerConfig) throws {
        let hidden = config.hidden
        controller = try MLP(
            root["controller"], widths: [hidden, hidden, hidden, config.dynamicParameters])
        self.config = config
    }

    /// The dynamic convolutions' numbers, `[n, queries, parameters]`: weights of the three, row by
    /// row, then their biases.
    ///
    /// - `states`: `[n, queries, hidden]`.
    func parameters(_ states: Tensor, on compute: Compute) -> Tensor {
        controller(states, on: compute)
    }

    /// Draws masks, a frame at a time.
    ///
    /// - `states`: `[n, queries, hidden]`; `boxes`: `[n, queries, 4]`, which masks are drawn around.
    /// - `features`, `trunk`: of the n frames.
    /// - `prior`: `[n, height / 4, width / 4]`, added to the logits of every query.
    /// - `query`: the one to draw; nil for all.
    /// - `frames`: those to draw; nil for all.
    /// - Result: `[frames, queries, height / 4, width / 4]`, logits.
    func masks(
        of states: Tensor, around boxes: Tensor, features: MaskFeatures, _ trunk: Trunk,
        prior: Tensor?, query: Int?, frames: Range<Int>?, on compute: Compute
    ) -> Tensor {
        var (states, boxes) = (states, boxes)
        if let query { (states, boxes) = (pick(query, states), pick(query, boxes)) }
        let masks = (frames ?? 0..<trunk.frames).map { frame in
            let one = frame..<(frame + 1)
            return compute.stage("mask head") {
                self(
                    parameters(states.rows(one), on: compute), boxes: boxes.rows(one),
                    features: features(one, on: compute), extents: [trunk.extents[frame]],
                    coordinates: trunk.geometry.maskCoordinates, prior: prior?.rows(one),
                    on: compute)
            }
        }
        return compute.concatenate(masks, axis: 0)
    }

    /// `[n, queries, width]` → `[n, 1, width]`.
    private func pick(_ query: Int, _ x: Tensor) -> Tensor {
        let (frames, queries, width) = (x.shape[0], x.shape[1], x.shape[2])
        return .filled([frames, 1, width]) { picked in
            x.withUnsafeBuffer { x in
                for i in picked.indices {
                    picked[i] = x[(i / width * queries + query) * width + i % width]
                }
            }
        }
    }

    /// The convolutions of all queries of a frame run as one: side by side, block-diagonal.
    ///
    /// - `boxes`: `[n, queries, 4]`; `features`: `[n, height, width, maskFeatures]`.
    /// - `extents`: unpadded size of each frame, which boxes refer to.
    /// - `prior`: `[n, height, width]`, added to the logits of every query.
    /// - Result: `[n, queries, height, width]`.
    func callAsFunction(
        _ parameters: Tensor, boxes: Tensor, features: Tensor, extents: [Extent],
        coordinates: Tensor, prior: Tensor?, on compute: Compute
    ) -> Tensor {
        let (frames, queries) = (parameters.shape[0], parameters.shape[1])
        let (height, width) = (features.shape[1], features.shape[2])
        let cells = height * width
        let maps = (0..<frames).map { frame in
            let one = frame..<(frame + 1)
            let layers = layers(
                parameters.rows(one).values, boxes.rows(one).values, queries, extents[frame],
                compute)
            let flat = features.rows(one).reshaped([cells, config.maskFeatures])
            var x = compute.linear(coordinates, layers.place)
            x = compute.linear(flat, layers.first, activation: .relu, residual: x)
            x = compute.linear(x, layers.second, activation: .relu)
            return compute.linear(x, layers.third)
        }
        return .filled([frames, queries, height, width]) { logits in
            for (frame, map) in maps.enumerated() {
                let offset = prior?.rows(frame..<(frame + 1)).values
                map.withUnsafeBuffer { map in
                    for query in 0..<queries {
                        let start = (frame * queries + query) * cells
                        for cell in 0..<cells { logits[start + cell] = map[cell * queries + query] }
                        guard let offset else { continue }
                        for cell in 0..<cells { logits[start + cell] += offset[cell] }
                    }
                }
            }
        }
    }

    private struct Layers {
        /// From the negated coordinates: what the distance to the centre adds to `first`.
        let place: PackedLinear
        let first: PackedLinear
        let second: PackedLinear
        let third: PackedLinear
    }

    private func layers(
        _ parameters: [Float], _ boxes: [Float], _ queries: Int, _ extent: Extent,
        _ compute: Compute
    ) -> Layers {
        let (inputs, d) = (config.maskFeatures, config.dynamic)
        let size = config.dynamicParameters
        let rows = queries * d
        var place = [Float](repeating: 0, count: rows * 2)
        var placeBias = [Float](repeating: 0, count: rows)
        var first = [Float](repeating: 0, count: rows * inputs)
        var second = [Float](repeating: 0, count: rows * rows)
        var secondBias = placeBias
        var third = [Float](repeating: 0, count: queries * rows)
        var thirdBias = [Float](repeating: 0, count: queries)
        for query in 0..<queries {
            let start = query * size
            let w1 = start + d * (inputs + 2)
            let w2 = w1 + d * d
            let b0 = w2 + d
            let centre = (
                x: boxes[4 * query] * Float(extent.columns),
                y: boxes[4 * query + 1] * Float(extent.rows)
            )
            for unit in 0..<d {
                let row = query * d + unit
                let w0 = start + unit * (inputs + 2)
                for i in 0..<inputs { first[row * inputs + i] = parameters[w0 + i] }
                let (x, y) = (parameters[w0 + inputs], parameters[w0 + inputs + 1])
                (place[2 * row], place[2 * row + 1]) = (x, y)
                placeBias[row] = parameters[b0 + unit] + x * centre.x + y * centre.y
                for i in 0..<d {
                    second[row * rows + query * d + i] = parameters[w1 + unit * d + i]
                }
                secondBias[row] = parameters[b0 + d + unit]
                third[query * rows + row] = parameters[w2 + unit]
            }
            thirdBias[query] = parameters[b0 + 2 * d]
        }
        let pack = { (weight: [Float], bias: [Float]?, outputs: Int, inputs: Int) in
            compute.pack(
                linear: Tensor(shape: [outputs, inputs], values: weight),
                bias: bias.map { Tensor(shape: [outputs], values: $0) })
        }
        return Layers(
            place: pack(place, placeBias, rows, 2), first: pack(first, nil, rows, inputs),
            second: pack(second, secondBias, rows, rows),
            third: pack(third, thirdBias, queries, rows))
    }
}
