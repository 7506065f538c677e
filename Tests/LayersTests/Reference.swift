import Foundation
import Tensors
import Weights

/// A matrix in double precision, for plain references.
struct Matrix {
    var rows: Int
    var columns: Int
    var values: [Double]

    init(_ tensor: Tensor) {
        columns = tensor.shape.last ?? 1
        rows = tensor.count / max(columns, 1)
        values = tensor.values.map(Double.init)
    }

    init(rows: Int, columns: Int, _ value: (Int, Int) -> Double) {
        (self.rows, self.columns) = (rows, columns)
        values = (0..<(rows * columns)).map { value($0 / columns, $0 % columns) }
    }

    subscript(row: Int, column: Int) -> Double { values[row * columns + column] }

    /// x · weightᵀ + bias, the weights read from a source.
    func linear(_ name: String, outputs: Int) -> Matrix {
        let weight = Matrix(GeneratedWeights().load("\(name).weight", [outputs, columns]))
        let bias = GeneratedWeights().load("\(name).bias", [outputs]).values
        return product(weight, bias)
    }

    /// x · weightᵀ + bias.
    func product(_ weight: Matrix, _ bias: [Float]) -> Matrix {
        Matrix(rows: rows, columns: weight.rows) { row, output in
            (0..<columns).reduce(Double(bias[output])) {
                $0 + self[row, $1] * weight[output, $1]
            }
        }
    }
}

/// Values without order in -1 … 1, the same in every run.
func arbitrary(_ shape: [Int], _ name: String = "x") -> Tensor {
    let values = GeneratedWeights().load("query_embed.weight", [shape.reduce(1, *), 1]).values
    let shift = Int(GeneratedWeights.hash(name) % 97)
    let count = values.count
    return Tensor(
        shape: shape, values: (0..<count).map { values[($0 + shift) % count] / 1.7 })
}

/// Largest difference.
func distance(_ a: Tensor, _ b: [Double]) -> Double {
    guard a.count == b.count else { return .infinity }
    return zip(a.values, b).map { abs(Double($0) - $1) }.max() ?? 0
}
