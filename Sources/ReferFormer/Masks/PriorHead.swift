import Layers
import Tensors
import Weights

/// Where the sentence points, densely: a map at stride 8 that the sentence modulates channel by
/// channel (FiLM, Perez et al., arXiv:1709.07871), its product with the mask features at stride 4,
/// and the contrast channel of the input. Its logits are added to those of every query.
///
/// Weights, under `prior_head`: `input`, `base`, `refine.0`, `refine.1` (each with `norm`),
/// `context`, `film`, `output`, `kernel`, `evidence` (weight and offset of the contrast).
struct PriorHead: Sendable {
    private let input: NormalizedConvolution
    private let base: NormalizedConvolution
    private let refine: [NormalizedConvolution]
    private let context: PackedLinear
    private let output: PackedLinear
    private let film: Linear
    private let kernel: Linear
    private let evidence: (weight: Float, offset: Float)
    private let width: Int
    private let contrastChannel: Int

    init(_ scope: WeightScope, _ config: ReferFormerConfig) throws {
        let width = config.prior
        let block = { (scope: WeightScope, channels: Int, kernel: Int) in
            try NormalizedConvolution(scope, channels: channels, outputs: width, kernel: kernel)
        }
        let pointwise = { (scope: WeightScope, outputs: Int) in
            scope.compute.pack(
                linear: try scope.tensor("weight", [outputs, width, 1, 1])
                    .reshaped([outputs, width]),
                bias: try scope.tensor("bias", [outputs]))
        }
        input = try block(scope["input"], 3 * config.hidden + config.pyramid + 2, 1)
        base = try block(scope["base"], width, 3)
        refine = try (0..<2).map { try block(scope["refine"][$0], width, 3) }
        context = try pointwise(scope["context"], width)
        output = try pointwise(scope["output"], 1)
        film = try Linear(scope["film"], inputs: config.hidden, outputs: 6 * width)
        kernel = try Linear(
            scope["kernel"], inputs: config.hidden, outputs: config.maskFeatures)
        let evidence = try scope.tensor("evidence", [2]).values
        self.evidence = (evidence[0], evidence[1])
        self.width = width
        contrastChannel = config.contrastChannel
    }

    /// What no word changes.
    struct Base: Sendable {
        /// `[n, height / 8, width / 8, 3 · hidden + pyramid + 2]`: what the head reads of a frame.
        let cells: Tensor
        /// `[n, height / 8, width / 8, prior]`
        let features: Tensor
        /// `[n, height / 4, width / 4, 1]`: contrast times its weight, plus the offset.
        let contrast: Tensor
    }

    /// - `memory`: the encoder's maps at strides 8, 16 and 32; `pyramid8`: the pyramid's at 8.
    /// - `pixels`: the network's input.
    func prepare(
        memory: [Tensor], pyramid8: Tensor, pixels: Tensor, on compute: Compute,
        _ stages: StageRecorder?
    ) -> Base {
        let (frames, height, width) = (pyramid8.shape[0], pyramid8.shape[1], pyramid8.shape[2])
        let span = { (i: Int, count: Int) in
            count > 1 ? 2 * Float(i) / Float(count - 1) - 1 : -1
        }
        let coordinates = Tensor.filled([frames, height, width, 2]) { values in
            for i in 0..<(values.count / 2) {
                values[2 * i] = span(i % width, width)
                values[2 * i + 1] = span(i / width % height, height)
            }
        }
        let spread = memory.map { compute.resizeBilinear($0, height: height, width: width) }
        let cells = compute.concatenate(spread + [pyramid8, coordinates], axis: 3)
        let objects = input(cells, activation: .relu, on: compute)
        let features = base(objects, on: compute)
        let contrast = self.contrast(pixels)
        stages?.record("prior.input", objects)
        stages?.record("prior.base", features)
        stages?.record("prior.contrast", contrast)
        let (weight, offset) = evidence
        let weighted = Tensor.filled(contrast.shape) { weighted in
            contrast.withUnsafeBuffer { contrast in
                for i in weighted.indices { weighted[i] = weight * contrast[i] + offset }
            }
        }
        return Base(cells: cells, features: features, contrast: weighted)
    }

    /// A sentence, ready for any number of frames.
    struct Query: Sendable {
        /// Three times scale and shift, `[6 · prior]`
        let film: [Float]
        /// Product with the mask features.
        let kernel: PackedLinear
    }

    /// - `sentence`: `[1, hidden]`.
    func query(_ sentence: Tensor, on compute: Compute) -> Query {
        precondition(sentence.shape[0] == 1, "\(sentence.shape[0]) sentences at once")
        let taps = kernel(sentence, on: compute)
        let scale = 1 / Float(kernel.outputs).squareRoot()
        let weight = Tensor(shape: taps.shape, values: taps.values.map { $0 * scale })
        return Query(
            film: film(sentence, on: compute).values,
            kernel: compute.pack(linear: weight, bias: nil))
    }

    struct Outcome {
        /// `[n, height / 8, width / 8, prior]`
        let features: Tensor
        /// `[n, height / 8, width / 8, 1]`
        let coarse: Tensor
        /// `[n, height / 4, width / 4, 1]`
        let logits: Tensor
    }

    /// - `maskFeatures`: `[n, height / 4, width / 4, maskFeatures]`.
    func callAsFunction(
        _ prepared: Base, maskFeatures: Tensor, _ query: Query, on compute: Compute
    ) -> Outcome {
        let part = { (index: Int) in query.film[(index * width)..<((index + 1) * width)] }
        let tensor = { (values: [Float]) in Tensor(shape: [width], values: values) }
        var z = compute.multiply(prepared.features, tensor(part(0).map { 1 + $0 }))
        z = compute.relu(compute.add(z, tensor(Array(part(1)))))
        z = compute.add(
            z, refine[0](z, scale: part(2), shift: part(3), activation: .relu, on: compute))
        z = addContext(z, compute)
        z = compute.add(
            z, refine[1](z, scale: part(4), shift: part(5), activation: .relu, on: compute))
        let coarse = compute.linear(z, output)
        let spread = compute.resizeBilinear(
            coarse, height: maskFeatures.shape[1], width: maskFeatures.shape[2])
        let logits = compute.linear(
            maskFeatures, query.kernel, residual: compute.add(spread, prepared.contrast))
        return Outcome(features: z, coarse: coarse, logits: logits)
    }

    /// Adds to every cell what the mean of its frame says.
    private func addContext(_ z: Tensor, _ compute: Compute) -> Tensor {
        compute.add(z, vectors: compute.linear(compute.mean(ofMaps: z), context))
    }

    /// The contrast channel's mean over 4×4 pixels, `[n, height / 4, width / 4, 1]`; zeros without.
    private func contrast(_ pixels: Tensor) -> Tensor {
        let (frames, height, width) = (pixels.shape[0], pixels.shape[1], pixels.shape[2])
        let channels = pixels.shape[3]
        let (rows, columns) = ((height + 3) / 4, (width + 3) / 4)
        return .filled([frames, rows, columns, 1]) { means in
            means.update(repeating: 0)
            guard contrastChannel >= 0 else { return }
            pixels.withUnsafeBuffer { pixels in
                for line in 0..<(frames * height) {
                    let (frame, y) = (line / height, line % height)
                    let start = line * width * channels + contrastChannel
                    let mean = (frame * rows + y / 4) * columns
                    for x in 0..<width {
                        means[mean + x / 4] += pixels[start + x * channels] / 16
                    }
                }
            }
        }
    }
}
