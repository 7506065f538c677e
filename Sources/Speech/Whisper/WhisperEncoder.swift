import Layers
import Tensors
import Weights

/// Hears: two convolutions over the spectrogram, the second of stride 2, then layers of attention and
/// of feed-forward, normalised before (Radford et al., arXiv:2212.04356, 2.2).
///
/// Weights: `conv1`, `conv2`, `embed_positions.weight`, `layers.N.*`, `layer_norm`.
package struct WhisperEncoder: Sendable {
    private let size: WhisperSize
    private let first: PackedConvolution
    private let second: PackedConvolution
    /// `[steps, width]`
    private let positions: Tensor
    private let layers: [WhisperEncoderLayer]
    private let norm: LayerNorm

    init(_ scope: WeightScope, _ size: WhisperSize) throws {
        self.size = size
        func convolution(_ name: String, channels: Int, stride: Int) throws -> PackedConvolution {
            let weight = try scope[name].tensor("weight", [size.width, channels, 3])
            return scope.compute.pack(
                convolution: weight.reshaped([size.width, channels, 3, 1]),
                bias: try scope[name].tensor("bias", [size.width]), stride: stride, padding: 0,
                precision: scope.precision)
        }
        first = try convolution("conv1", channels: size.bands, stride: 1)
        second = try convolution("conv2", channels: size.width, stride: 2)
        positions = try scope["embed_positions"].tensor("weight", [size.steps, size.width])
        layers = try (0..<size.encoderLayers).map {
            try WhisperEncoderLayer(scope["layers"][$0], size)
        }
        norm = try LayerNorm(scope["layer_norm"], width: size.width)
    }

    /// - `spectrogram`: `[frames, bands]`, `frames` even and at most 3,000.
    /// - Result: `[frames / 2, width]`.
    package func callAsFunction(_ spectrogram: Tensor, on compute: Compute) -> Tensor {
        let frames = spectrogram.shape[0]
        precondition(
            spectrogram.shape == [frames, size.bands] && frames % 2 == 0 && frames > 0
                && frames <= 2 * size.steps, "spectrogram of shape \(spectrogram.shape)")
        let near = convolve(spectrogram, first, on: compute)
        let far = convolve(near.reshaped([frames, size.width]), second, on: compute)
        let steps = frames / 2
        var x = compute.add(far.reshaped([steps, size.width]), positions.rows(0..<steps))
            .reshaped([1, steps, size.width])
        for layer in layers { x = layer(x, on: compute) }
        return norm(x, on: compute).reshaped([steps, size.width])
    }

    /// gelu(convolution) over time, a zero before and behind.
    private func convolve(
        _ x: Tensor, _ weights: PackedConvolution, on compute: Compute
    ) -> Tensor {
        let outside = Tensor(zeros: [1, x.shape[1]])
        let padded = compute.concatenate([outside, x, outside], axis: 0)
        return compute.convolution(
            padded.reshaped([1, x.shape[0] + 2, 1, x.shape[1]]), weights, activation: .gelu)
    }
}

/// x + attention(norm(x)); x + fc2(gelu(fc1(norm(x)))).
private struct WhisperEncoderLayer: Sendable {
    private let attentionNorm: LayerNorm
    private let query: PackedLinear
    private let key: PackedLinear
    private let value: PackedLinear
    private let attended: PackedLinear
    private let feedforwardNorm: LayerNorm
    private let inner: PackedLinear
    private let outer: PackedLinear
    private let heads: Int

    init(_ scope: WeightScope, _ size: WhisperSize) throws {
        let (width, attention) = (size.width, scope["self_attn"])
        attentionNorm = try LayerNorm(scope["self_attn_layer_norm"], width: width)
        query = try .whisper(attention["q_proj"], inputs: width, outputs: width)
        key = try .whisper(attention["k_proj"], inputs: width, outputs: width)
        value = try .whisper(attention["v_proj"], inputs: width, outputs: width)
        attended = try .whisper(attention["out_proj"], inputs: width, outputs: width)
        feedforwardNorm = try LayerNorm(scope["final_layer_norm"], width: width)
        inner = try .whisper(scope["fc1"], inputs: width, outputs: size.feedforward)
        outer = try .whisper(scope["fc2"], inputs: size.feedforward, outputs: width)
        heads = size.heads
    }

    /// - `x`: `[1, steps, width]`, the shape of the result.
    func callAsFunction(_ x: Tensor, on compute: Compute) -> Tensor {
        let y = attentionNorm(x, on: compute)
        let seen = compute.attention(
            query: compute.linear(y, query), key: compute.linear(y, key),
            value: compute.linear(y, value), heads: heads, excluded: nil)
        let attentive = compute.linear(seen, attended, residual: x)
        return compute.feedForward(
            feedforwardNorm(attentive, on: compute), widening: inner, narrowing: outer,
            inner: .each(.gelu), residual: attentive)
    }
}

extension PackedLinear {
    /// A layer's `weight` and, where it has one, `bias`: keys have none in transformers. It is packed at once,
    /// since it is used with every recording and mostly stored in fewer bits than it has as floats.
    static func whisper(_ scope: WeightScope, inputs: Int, outputs: Int) throws -> PackedLinear {
        scope.compute.pack(
            linear: try scope.tensor("weight", [outputs, inputs]),
            bias: scope.has("bias") ? try scope.tensor("bias", [outputs]) : nil,
            precision: scope.precision
        ).packed()
    }
}
