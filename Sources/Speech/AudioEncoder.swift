import Layers
import ReferFormer
import Tensors
import Weights

/// Hears which pieces of the tokenizer's vocabulary are spoken when: two strided convolutions over
/// the spectrogram, then layers of attention, of convolution over time (Gulati et al.,
/// arXiv:2005.08100) and of feed-forward, all normalised before, without positions; a linear head
/// for connectionist temporal classification (Graves et al. 2006).
///
/// The text encoder reads the pieces that were heard, so that speech and typing meet in one space.
///
/// Weights: `subsampling.{first,second,dense}`, `layers.N.*`, `norm`, `pieces`, and the tables of
/// `PieceTrigrams`.
package struct AudioEncoder: Sendable {
    package let config: AudioEncoderConfig
    private let first: Convolution
    private let second: Convolution
    private let dense: Linear
    private let layers: [AudioLayer]
    private let norm: LayerNorm
    private let pieces: Linear
    private let search: PieceSearch

    /// Loads a weights file that carries its configuration.
    ///
    /// - Throws: `WeightsError`, `ReferFormerError`.
    package init(path: String, on compute: Compute) throws {
        let file = try SafetensorsFile(path: path)
        let config = try AudioEncoderConfig(from: file)
        let root = WeightScope(FileWeights(file), compute: compute)
        let subsampling = root["subsampling"]
        self.config = config
        first = try Convolution(
            subsampling["first"], channels: 1, outputs: config.channels[0], kernel: 3, stride: 2,
            bias: true)
        second = try Convolution(
            subsampling["second"], channels: config.channels[0], outputs: config.channels[1],
            kernel: 3, stride: 2, bias: true)
        dense = try Linear(
            subsampling["dense"], inputs: config.channels[1] * config.bandsLeft,
            outputs: config.width)
        layers = try (0..<config.layers).map { try AudioLayer(root["layers"][$0], config) }
        norm = try LayerNorm(root["norm"], width: config.width)
        pieces = try Linear(root["pieces"], inputs: config.width, outputs: config.vocabulary)
        search = PieceSearch(
            language: try PieceTrigrams(file, vocabulary: config.vocabulary))
        try root.finish(ignoring: { $0.hasPrefix(PieceTrigrams.prefix) })
        file.releasePages()
    }

    /// Listens to one recording.
    ///
    /// - `spectrogram`: `[frames, bands]`, normalised log-mel values, a frame every 10 ms.
    /// - Result: what is heard at each step of 40 ms, `frames / 4` rounded up of them.
    package func callAsFunction(
        _ spectrogram: Tensor, on compute: Compute, recording stages: StageRecorder? = nil
    ) -> HeardPieces {
        precondition(
            spectrogram.shape.count == 2 && spectrogram.shape[1] == config.bands
                && spectrogram.shape[0] > 0,
            "spectrogram of shape \(spectrogram.shape) for \(config.bands) bands")
        let image = spectrogram.reshaped([1, spectrogram.shape[0], config.bands, 1])
        let half = first(image, activation: .relu, on: compute)
        let quarter = second(half, activation: .relu, on: compute)
        let steps = quarter.shape[1]
        var x = dense(quarter.reshaped([1, steps, quarter.count / steps]), on: compute)
        stages?.record("audio.subsampled", x)
        for (index, layer) in layers.enumerated() {
            x = layer(x, on: compute)
            stages?.record("audio.layer.\(index)", x)
        }
        let states = norm(x, on: compute).reshaped([steps, config.width])
        stages?.record("audio.logits", pieces(states, on: compute))
        // A stretch at a time: the probabilities of all pieces at all steps would take most memory.
        let candidates = stride(from: 0, to: steps, by: Self.stretch).flatMap { start in
            let part = states.rows(start..<min(start + Self.stretch, steps))
            return PieceCandidate.steps(
                of: compute.softmax(pieces(part, on: compute)), least: search.least)
        }
        return HeardPieces(candidates, search: search)
    }

    /// Steps whose probabilities are in memory at once.
    private static let stretch = 64
}

/// x + attention(norm(x)); x + pointwise(gelu(depthwise(norm(x)))); x + outer(gelu(inner(norm(x)))).
private struct AudioLayer: Sendable {
    private let attentionNorm: LayerNorm
    private let query: Linear
    private let key: Linear
    private let value: Linear
    private let attended: Linear
    private let convolutionNorm: LayerNorm
    private let depthwise: PackedConvolution
    private let pointwise: Linear
    private let feedforwardNorm: LayerNorm
    private let inner: Linear
    private let outer: Linear
    private let heads: Int
    /// Zeros before the first and after the last step, `[1, kernel / 2, 1, width]`.
    private let outside: Tensor

    init(_ scope: WeightScope, _ config: AudioEncoderConfig) throws {
        let width = config.width
        attentionNorm = try LayerNorm(scope["attention_norm"], width: width)
        query = try Linear(scope["query"], inputs: width, outputs: width)
        key = try Linear(scope["key"], inputs: width, outputs: width)
        value = try Linear(scope["value"], inputs: width, outputs: width)
        attended = try Linear(scope["attended"], inputs: width, outputs: width)
        convolutionNorm = try LayerNorm(scope["convolution_norm"], width: width)
        let filters = try scope["depthwise"].tensor("weight", [width, 1, config.kernel])
        depthwise = scope.compute.pack(
            convolution: filters.reshaped([width, 1, config.kernel, 1]),
            bias: try scope["depthwise"].tensor("bias", [width]), stride: 1, padding: 0,
            groups: width)
        pointwise = try Linear(scope["pointwise"], inputs: width, outputs: width)
        feedforwardNorm = try LayerNorm(scope["feedforward_norm"], width: width)
        inner = try Linear(scope["inner"], inputs: width, outputs: config.feedforward)
        outer = try Linear(scope["outer"], inputs: config.feedforward, outputs: width)
        heads = config.heads
        outside = Tensor(zeros: [1, config.kernel / 2, 1, width])
    }

    /// - `x`: `[1, steps, width]`, the shape of the result.
    func callAsFunction(_ x: Tensor, on compute: Compute) -> Tensor {
        var y = attentionNorm(x, on: compute)
        let seen = compute.attention(
            query: query(y, on: compute), key: key(y, on: compute), value: value(y, on: compute),
            heads: heads, excluded: nil)
        let attentive = attended(seen, residual: x, on: compute)
        y = convolutionNorm(attentive, on: compute)
        let line = y.reshaped([1, y.shape[1], 1, y.shape[2]])
        let padded = compute.concatenate([outside, line, outside], axis: 1)
        let near = compute.convolution(padded, depthwise, activation: .gelu).reshaped(x.shape)
        let local = pointwise(near, residual: attentive, on: compute)
        y = inner(feedforwardNorm(local, on: compute), activation: .gelu, on: compute)
        return outer(y, residual: local, on: compute)
    }
}
