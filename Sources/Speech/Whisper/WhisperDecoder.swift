import Layers
import Tensors
import Weights

/// Writes: tokens one after another, each seeing those before it and what the encoder heard.
///
/// Its matrices stay as the file stores them, since each step reads all of them once for few rows.
///
/// Weights: `embed_tokens.weight`, `embed_positions.weight`, `layers.N.*`, `layer_norm`.
package struct WhisperDecoder: Sendable {
    private let size: WhisperSize
    /// `[tokens, width]`: embeds tokens, and scores them.
    private let tokens: StoredMatrix
    /// `[positions, width]`
    private let positions: Tensor
    private let layers: [WhisperDecoderLayer]
    private let norm: LayerNorm

    init(_ scope: WeightScope, _ size: WhisperSize) throws {
        self.size = size
        tokens = try scope["embed_tokens"].stored("weight", [size.tokens, size.width])
        positions = try scope["embed_positions"].tensor("weight", [size.positions, size.width])
        layers = try (0..<size.decoderLayers).map {
            try WhisperDecoderLayer(scope["layers"][$0], size)
        }
        norm = try LayerNorm(scope["layer_norm"], width: size.width)
    }

    /// What one recording gives to every step, and what was written so far.
    ///
    /// Not shared between tasks: one search uses it.
    package final class State {
        fileprivate let heard: [(keys: Tensor, values: Tensor)]
        fileprivate let said: [StepMemory]

        fileprivate init(_ heard: [(keys: Tensor, values: Tensor)], _ said: [StepMemory]) {
            (self.heard, self.said) = (heard, said)
        }

        /// Tokens that every sequence has.
        package var length: Int { said.first?.length ?? 0 }

        /// Goes on with some of the sequences, in this order; one may be named several times.
        package func keep(_ sequences: [Int]) { said.forEach { $0.keep(sequences) } }
    }

    /// Begins with one empty sequence.
    ///
    /// - `heard`: `[steps, width]`, of the encoder.
    /// - `most`: sequences side by side.
    /// - `capacity`: tokens of a sequence at most.
    package func begin(
        _ heard: Tensor, most: Int, capacity: Int, on compute: Compute
    ) -> State {
        State(
            layers.map { $0.project(heard, on: compute) }, memories(most: most, capacity: capacity))
    }

    /// Begins anew with what `state` heard.
    package func begin(again state: State, most: Int, capacity: Int) -> State {
        State(state.heard, memories(most: most, capacity: capacity))
    }

    private func memories(most: Int, capacity: Int) -> [StepMemory] {
        layers.map { _ in
            StepMemory(most: most, capacity: min(capacity, size.positions), width: size.width)
        }
    }

    /// Adds a token to each sequence.
    ///
    /// - Result: `[sequences, width]`, what `scores` reads.
    package func step(_ ids: [Int], _ state: State, on compute: Compute) -> Tensor {
        let place = state.length
        return pass(
            compute.add(
                tokens.rows(ids), positions.rows(place..<(place + 1)).reshaped([size.width])),
            state, on: compute)
    }

    /// Adds tokens to the only sequence, one behind the other.
    ///
    /// - Result: `[1, width]`, what `scores` reads, of the last one.
    package func read(_ ids: [Int], _ state: State, on compute: Compute) -> Tensor {
        let place = state.length
        let read = pass(
            compute.add(tokens.rows(ids), positions.rows(place..<(place + ids.count))), state,
            on: compute)
        return read.rows((ids.count - 1)..<ids.count)
    }

    private func pass(_ embedded: Tensor, _ state: State, on compute: Compute) -> Tensor {
        var x = embedded
        for (layer, (heard, said)) in zip(layers, zip(state.heard, state.said)) {
            x = layer(x, said, heard.keys, heard.values, on: compute)
        }
        return norm(x, on: compute)
    }

    /// How well each token goes on, before the softmax, `[sequences, tokens]`.
    package func scores(_ states: Tensor, on compute: Compute) -> Tensor {
        compute.linear(states, tokens, bias: nil)
    }
}

/// x + attention to what was written; x + attention to what was heard; x + fc2(gelu(fc1)).
private struct WhisperDecoderLayer: Sendable {
    private let selfNorm: LayerNorm
    private let query: StoredLinear
    private let key: StoredLinear
    private let value: StoredLinear
    private let attended: StoredLinear
    private let crossNorm: LayerNorm
    private let crossQuery: StoredLinear
    private let heardKey: PackedLinear
    private let heardValue: PackedLinear
    private let listened: StoredLinear
    private let feedforwardNorm: LayerNorm
    private let inner: StoredLinear
    private let outer: StoredLinear
    private let heads: Int

    init(_ scope: WeightScope, _ size: WhisperSize) throws {
        let width = size.width
        let (own, cross) = (scope["self_attn"], scope["encoder_attn"])
        selfNorm = try LayerNorm(scope["self_attn_layer_norm"], width: width)
        query = try StoredLinear(own["q_proj"], inputs: width, outputs: width)
        key = try StoredLinear(own["k_proj"], inputs: width, outputs: width)
        value = try StoredLinear(own["v_proj"], inputs: width, outputs: width)
        attended = try StoredLinear(own["out_proj"], inputs: width, outputs: width)
        crossNorm = try LayerNorm(scope["encoder_attn_layer_norm"], width: width)
        crossQuery = try StoredLinear(cross["q_proj"], inputs: width, outputs: width)
        heardKey = try .whisper(cross["k_proj"], inputs: width, outputs: width)
        heardValue = try .whisper(cross["v_proj"], inputs: width, outputs: width)
        listened = try StoredLinear(cross["out_proj"], inputs: width, outputs: width)
        feedforwardNorm = try LayerNorm(scope["final_layer_norm"], width: width)
        inner = try StoredLinear(scope["fc1"], inputs: width, outputs: size.feedforward)
        outer = try StoredLinear(scope["fc2"], inputs: size.feedforward, outputs: width)
        heads = size.heads
    }

    func project(_ heard: Tensor, on compute: Compute) -> (keys: Tensor, values: Tensor) {
        (compute.linear(heard, heardKey), compute.linear(heard, heardValue))
    }

    /// - `x`: `[sequences, width]`, the shape of the result.
    func callAsFunction(
        _ x: Tensor, _ said: StepMemory, _ keys: Tensor, _ values: Tensor, on compute: Compute
    ) -> Tensor {
        var y = selfNorm(x, on: compute)
        said.append(keys: key(y, on: compute), values: value(y, on: compute))
        y = compute.attention(query: query(y, on: compute), to: said, heads: heads)
        let written = attended(y, residual: x, on: compute)
        y = crossQuery(crossNorm(written, on: compute), on: compute)
        y = compute.attention(query: y, keys: keys, values: values, heads: heads)
        let heard = listened(y, residual: written, on: compute)
        y = inner(feedforwardNorm(heard, on: compute), activation: .gelu, on: compute)
        return outer(y, residual: heard, on: compute)
    }
}

/// A layer for few rows: `weight`, and `bias` where it has one.
private struct StoredLinear: Sendable {
    private let matrix: StoredMatrix
    private let bias: Tensor?

    init(_ scope: WeightScope, inputs: Int, outputs: Int) throws {
        matrix = try scope.stored("weight", [outputs, inputs])
        bias = scope.has("bias") ? try scope.tensor("bias", [outputs]) : nil
    }

    func callAsFunction(
        _ x: Tensor, activation: Activation = .none, residual: Tensor? = nil, on compute: Compute
    ) -> Tensor {
        compute.linear(x, matrix, bias: bias, activation: activation, residual: residual)
    }
}
