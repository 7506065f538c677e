import Foundation
import Tensors
import Testing
import Weights

@testable import Layers

/// Each layer against its formula in double precision.
@Suite struct LayerTests {
    let compute: Compute
    let scope: WeightScope

    init() throws {
        compute = try Compute(threads: 1)
        scope = WeightScope(GeneratedWeights(), compute: compute)
    }

    @Test func linear() throws {
        let layer = try Linear(scope["fc"], inputs: 5, outputs: 7)
        let x = arbitrary([2, 3, 5])
        let expected = Matrix(x).linear("fc", outputs: 7)
        let y = layer(x, on: compute)
        #expect(y.shape == [2, 3, 7])
        #expect(distance(y, expected.values) < 1e-5)
        let residual = arbitrary([2, 3, 7], "r")
        let sum = zip(expected.values, residual.values).map { max($0 + Double($1), 0) }
        #expect(
            distance(layer(x, activation: .relu, residual: residual, on: compute), sum) < 1e-5)
    }

    /// Taking the keys' projections into the queries changes nothing but the order of the operations.
    @Test(arguments: [1, 2, 8]) func absorbedAttention(_ heads: Int) throws {
        let width = 32
        let plain = try MultiHeadAttention(scope["attn"], width: width, heads: heads)
        let absorbed = try AbsorbedAttention(scope["attn"], width: width, heads: heads)
        let (x, keys) = (arbitrary([1, 5, width], "x"), arbitrary([1, 137, width], "keys"))
        let expected = plain(x, keys, keys, on: compute)
        let found = absorbed(x, keys, on: compute)
        #expect(found.shape == x.shape)
        #expect(distance(found, expected.values.map(Double.init)) < 1e-5)
    }

    /// Taking a text into the projections changes nothing but the order of the operations; of more words than
    /// that pays for it is not done.
    @Test(arguments: [1, 3, 17, 40], [false, true])
    func wordAttention(_ words: Int, _ hides: Bool) throws {
        let (width, heads, texts) = (64, 4, 2)
        let plain = try MultiHeadAttention(scope["attn"], width: width, heads: heads)
        let attention = try WordAttention(scope["attn"], width: width, heads: heads)
        let norm = try LayerNorm(scope["norm"], width: width)
        let keys = arbitrary([texts, words, width], "keys")
        let values = arbitrary([texts, words, width], "values")
        let excluded = hides && words > 1 ? (0..<texts * words).map { $0 % words == 1 } : nil
        let x = arbitrary([3, 150, width], "x")
        let added = arbitrary([150, width], "added")
        let read = attention.read(keys, values, excluded: excluded, on: compute)
        #expect(read.count == texts)
        for (text, read) in read.enumerated() {
            let asked = compute.add(x, added).reshaped([1, 450, width])
            let seen = plain(
                asked, keys.rows(text..<text + 1), values.rows(text..<text + 1),
                excluded: excluded.map { Array($0[text * words..<(text + 1) * words]) },
                on: compute)
            let expected = norm(seen.reshaped(x.shape), residual: x, on: compute)
            let found = attention(x, adding: added, read, norm, on: compute)
            #expect(found.shape == x.shape)
            #expect(distance(found, expected.values.map(Double.init)) < 1e-5)
        }
    }

    @Test func mlp() throws {
        let layer = try MLP(scope["head"], widths: [6, 9, 9, 4])
        let x = arbitrary([3, 6])
        var y = Matrix(x)
        for index in 0..<3 {
            y = y.linear("head.layers.\(index)", outputs: index < 2 ? 9 : 4)
            if index < 2 { y.values = y.values.map { max($0, 0) } }
        }
        #expect(distance(layer(x, on: compute), y.values) < 1e-5)
    }

    /// Folding a batch normalisation changes nothing but the order of the operations.
    @Test(arguments: [(1, 1), (3, 1), (3, 2), (7, 2)])
    func foldedConvolution(_ kernel: Int, _ stride: Int) throws {
        let (channels, outputs) = (5, 6)
        let folded = try Convolution(
            scope["conv1"], frozen: scope["bn1"], channels: channels, outputs: outputs,
            kernel: kernel, stride: stride)
        let weight = GeneratedWeights().load("conv1.weight", [outputs, channels, kernel, kernel])
        let plain = compute.convolution(
            arbitrary([2, 9, 11, channels]),
            compute.pack(
                convolution: weight, bias: nil, stride: stride, padding: kernel / 2))
        let part = { (name: String) in
            GeneratedWeights().load("bn1.\(name)", [outputs]).values.map(Double.init)
        }
        let (gain, bias) = (part("weight"), part("bias"))
        let (mean, variance) = (part("running_mean"), part("running_var"))
        let expected = plain.values.enumerated().map { index, value in
            let channel = index % outputs
            let scale = gain[channel] / (variance[channel] + 1e-5).squareRoot()
            return (Double(value) - mean[channel]) * scale + bias[channel]
        }
        let y = folded(arbitrary([2, 9, 11, channels]), on: compute)
        #expect(y.shape == plain.shape)
        #expect(distance(y, expected) < 2e-5)
    }

    @Test func layerNorm() throws {
        let layer = try LayerNorm(scope["norm"], width: 8, epsilon: 1e-5)
        let (x, residual) = (arbitrary([4, 8]), arbitrary([4, 8], "r"))
        let weight = GeneratedWeights().load("norm.weight", [8]).values
        let bias = GeneratedWeights().load("norm.bias", [8]).values
        let expected = (0..<4).flatMap { row in
            let sum = (0..<8).map { i in
                Double(x.values[row * 8 + i]) + Double(residual.values[row * 8 + i])
            }
            return normalized(sum, 1e-5).enumerated().map {
                $0.element * Double(weight[$0.offset]) + Double(bias[$0.offset])
            }
        }
        #expect(distance(layer(x, residual: residual, on: compute), expected) < 1e-5)
    }

    /// Modulation after the normalisation equals a normalisation with other weights.
    @Test func modulatedConvolution() throws {
        let layer = try NormalizedConvolution(
            scope["layer_1"], channels: 4, outputs: 16, kernel: 3)
        let x = arbitrary([1, 5, 6, 4])
        let scale = arbitrary([16], "scale").values
        let shift = arbitrary([16], "shift").values
        let plain = layer(x, on: compute).values
        let expected = plain.enumerated().map { index, value in
            max(Double(value) * Double(1 + scale[index % 16]) + Double(shift[index % 16]), 0)
        }
        let y = layer(
            x, scale: scale[...], shift: shift[...], activation: .relu, on: compute)
        #expect(distance(y, expected) < 1e-5)
    }

    @Test func attention() throws {
        let (width, heads, batch, queries, keys) = (12, 3, 2, 4, 5)
        let layer = try MultiHeadAttention(scope["attn"], width: width, heads: heads)
        let query = arbitrary([batch, queries, width], "q")
        let key = arbitrary([batch, keys, width], "k")
        let value = arbitrary([batch, keys, width], "v")
        let excluded = (0..<(batch * keys)).map { $0 == 1 || $0 == 9 }
        let weight = GeneratedWeights().load("attn.in_proj_weight", [3 * width, width])
        let bias = GeneratedWeights().load("attn.in_proj_bias", [3 * width]).values
        let projected = { (x: Tensor, part: Int) in
            let rows = (part * width)..<((part + 1) * width)
            return Matrix(x).product(Matrix(weight.rows(rows)), Array(bias[rows]))
        }
        let (q, k, v) = (projected(query, 0), projected(key, 1), projected(value, 2))
        let size = width / heads
        let seen = Matrix(rows: batch * queries, columns: width) { row, column in
            let (first, head) = (row / queries * keys, column / size * size)
            let scores = (first..<(first + keys)).map { key in
                excluded[key]
                    ? -Double.infinity
                    : (head..<(head + size)).reduce(0) { $0 + q[row, $1] * k[key, $1] }
                        / Double(size).squareRoot()
            }
            let most = scores.max() ?? 0
            let weights = scores.map { exp($0 - most) }
            let sum = weights.enumerated().reduce(0) {
                $0 + $1.element * v[first + $1.offset, column]
            }
            return sum / weights.reduce(0, +)
        }
        let expected = seen.linear("attn.out_proj", outputs: width)
        let y = layer(query, key, value, excluded: excluded, on: compute)
        #expect(distance(y, expected.values) < 2e-5)
    }

    private func normalized(_ x: [Double], _ epsilon: Double) -> [Double] {
        let mean = x.reduce(0, +) / Double(x.count)
        let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
        return x.map { ($0 - mean) / (variance + epsilon).squareRoot() }
    }
}
