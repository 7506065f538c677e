import Tensors

/// One layer to measure.
struct Layer {
    let name: String
    /// Operations of the direct computation, a multiply-add counting two; or bytes read and written.
    let operations: Double
    var yardstick = Yardstick.multiplyAdds
    let repeats: Int
    /// Makes the weights and the input; what it returns runs the layer once.
    let work: (Compute) -> () -> Void

    /// What a layer is held against.
    enum Yardstick {
        /// Multiply-adds that wait for nothing.
        case multiplyAdds
        /// max(x, 0) over as many bytes as the layer reads and writes.
        case streaming
    }

    static var all: [Layer] {
        [
            linear(14400, 256, 256), linear(3600, 512, 512), linear(9200, 1024, 256),
            linear(14400, 256, 64), linear(14400, 64, 256), linear(3600, 256, 2048),
            linear(3600, 2048, 256), linear(960, 128, 128), linear(240, 128, 256),
            feedForward(14400, 256, 2048), feedForward(14400, 96, 384, activation: .gelu),
            convolution(64, 64, 90, 160), convolution(128, 128, 45, 80),
            convolution(256, 256, 90, 160), convolution(256, 256, 23, 40),
            convolution(512, 512, 12, 20), convolution(32, 32, 24, 40), convolution(64, 64, 12, 20),
            convolution(3, 64, 192, 192), convolution(64, 16, 192, 192),
            convolution(32, 64, 192, 192),
            convolution(16, 16, 96, 96), convolution(128, 64, 48, 48), convolution(64, 64, 12, 12),
            convolution(3, 64, 360, 640, kernel: 7, stride: 2),
            convolution(8, 32, 96, 160, kernel: 7, stride: 2),
            convolution(128, 128, 90, 160, stride: 2), convolution(256, 256, 45, 80, stride: 2),
            attention(1, 3600, 3600, 8, 32), attention(4, 960, 60, 8, 16),
            layerNorm(14400, 256), softmax(115_200, 16), gelu(3600, 2048), deformable(),
            bilinear(1, 24, 40, 360, 640), bilinear(64, 12, 20, 24, 40),
            bilinear(64, 32, 56, 64, 112),
        ] + efficientNet
    }

    static func linear(_ rows: Int, _ inputs: Int, _ outputs: Int) -> Layer {
        Layer(
            name: "linear [\(rows) x \(inputs)] -> \(outputs)",
            operations: 2 * Double(rows * inputs * outputs),
            repeats: repeats(rows * inputs * outputs)
        ) { compute in
            let x = noise([rows, inputs])
            let weights = compute.pack(
                linear: noise([outputs, inputs]), bias: noise([outputs]))
            return { _ = compute.linear(x, weights, activation: .relu) }
        }
    }

    static func feedForward(
        _ rows: Int, _ width: Int, _ inner: Int, activation: Activation = .relu
    ) -> Layer {
        Layer(
            name: "feed-forward \(rows) x \(width), \(inner)",
            operations: 4 * Double(rows * width * inner), repeats: repeats(2 * rows * width * inner)
        ) { compute in
            let x = noise([rows, width])
            let widening = compute.pack(linear: noise([inner, width]), bias: noise([inner]))
            let narrowing = compute.pack(linear: noise([width, inner]), bias: noise([width]))
            let norm = Normalisation(weight: noise([width]), bias: noise([width]), epsilon: 1e-5)
            return {
                _ = compute.feedForward(
                    x, widening: widening, narrowing: narrowing, inner: .each(activation),
                    residual: x, norm: norm)
            }
        }
    }

    static func convolution(
        _ inputs: Int, _ outputs: Int, _ height: Int, _ width: Int, kernel: Int = 3, stride: Int = 1
    ) -> Layer {
        let padding = kernel / 2
        let area =
            ((height + 2 * padding - kernel) / stride + 1)
            * ((width + 2 * padding - kernel) / stride + 1)
        let products = area * inputs * outputs * kernel * kernel
        return Layer(
            name: "\(kernel)x\(kernel) s\(stride) \(inputs) -> \(outputs) @ \(height)x\(width)",
            operations: 2 * Double(products), repeats: repeats(products)
        ) { compute in
            let x = noise([1, height, width, inputs])
            let weights = compute.pack(
                convolution: noise([outputs, inputs, kernel, kernel]), bias: noise([outputs]),
                stride: stride, padding: padding)
            return { _ = compute.convolution(x, weights, activation: .relu) }
        }
    }

    static func attention(
        _ batch: Int, _ queries: Int, _ keys: Int, _ heads: Int, _ dimension: Int
    ) -> Layer {
        let products = 2 * batch * heads * queries * keys * dimension
        return Layer(
            name: "attention \(batch) x \(queries) x \(keys), \(heads) x \(dimension)",
            operations: 2 * Double(products), repeats: repeats(products)
        ) { compute in
            let query = noise([batch, queries, heads * dimension])
            let key = noise([batch, keys, heads * dimension])
            return {
                _ = compute.attention(
                    query: query, key: key, value: key, heads: heads, excluded: nil)
            }
        }
    }

    static func layerNorm(_ rows: Int, _ width: Int) -> Layer {
        Layer(
            name: "layer norm \(rows) x \(width)", operations: Double(8 * rows * width), repeats: 4
        ) {
            compute in
            let (x, weight) = (noise([rows, width]), noise([width]))
            let norm = Normalisation(weight: weight, bias: weight, epsilon: 1e-5)
            return {
                _ = compute.layerNorm(x, norm, residual: x)
            }
        }
    }

    static func softmax(_ rows: Int, _ width: Int) -> Layer {
        Layer(name: "softmax \(rows) x \(width)", operations: Double(16 * rows * width), repeats: 4)
        {
            compute in
            let x = noise([rows, width])
            return { _ = compute.softmax(x) }
        }
    }

    static func gelu(_ rows: Int, _ width: Int) -> Layer {
        Layer(name: "gelu \(rows) x \(width)", operations: Double(32 * rows * width), repeats: 4) {
            compute in
            let x = noise([rows, width])
            return { _ = compute.gelu(x) }
        }
    }

    static func bilinear(
        _ channels: Int, _ height: Int, _ width: Int, _ newHeight: Int, _ newWidth: Int
    ) -> Layer {
        Layer(
            name: "bilinear \(channels) x \(height)x\(width) -> \(newHeight)x\(newWidth)",
            operations: Double(6 * channels * newHeight * newWidth), repeats: 4
        ) { compute in
            let x = noise([1, height, width, channels])
            return { _ = compute.resizeBilinear(x, height: newHeight, width: newWidth) }
        }
    }

    static func deformable() -> Layer {
        let levels = [(height: 45, width: 80), (height: 23, width: 40), (height: 12, width: 20)]
        let positions = levels.reduce(0) { $0 + $1.height * $1.width }
        return Layer(
            name: "deformable \(positions), 8 x 32, 3 x 4",
            operations: Double(positions * 256 * 12 * 8), repeats: 2
        ) { compute in
            let value = noise([1, positions, 256])
            let locations = compute.sigmoid(noise([1, positions, 8, 3, 4, 2]))
            let weights = compute.softmax(noise([1, positions, 8, 12]))
            return {
                _ = compute.deformableSample(
                    value: value, levels: levels, locations: locations, weights: weights)
            }
        }
    }

    /// Runs between two measurements of the peak: about two milliseconds' worth.
    static func repeats(_ products: Int) -> Int { max(1, 100_000_000 / max(products, 1)) }

    /// Numbers of no meaning in -1 ... 1, by a linear congruential generator (Knuth's MMIX).
    static func noise(_ shape: [Int]) -> Tensor {
        var state: UInt64 = 1
        return Tensor.filled(shape) {
            for i in $0.indices {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                $0[i] = Float(Int32(truncatingIfNeeded: state >> 32)) * 0x1p-31
            }
        }
    }
}
