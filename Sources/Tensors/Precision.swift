import CKernels

/// How the weights of matrix products and convolutions are kept, and what they are multiplied with. Sums,
/// activations, norms, softmax, sampling and boxes are float32 in all of them.
public enum Precision: String, Sendable, Codable, CaseIterable {
    /// As the file has them.
    case fp32
    /// Weights rounded to bfloat16, in half of the memory. With AVX-512 BF16 what they are multiplied with is
    /// rounded too, and twice as much is multiplied at once; elsewhere they are multiplied as float32.
    case bf16
    /// Weights scaled by output to 8 bits, in a quarter of the memory. What they are multiplied with is scaled by
    /// row: with AVX-512 VNNI to 8 bits, and four times as much is multiplied at once; elsewhere to 16.
    case int8

    /// Inputs and outputs below which a layer keeps its float32: it is quick and small, and ends in
    /// coordinates, classes or kernels.
    private static let fewest = 64

    /// What a layer of such a size is kept in.
    func format(inputs: Int, outputs: Int) -> WeightFormat {
        guard min(inputs, outputs) >= Self.fewest else { return .float32 }
        return switch self {
        case .fp32: .float32
        case .bf16: .bfloat16
        case .int8: .int8
        }
    }
}

/// How packed weights are stored.
enum WeightFormat: Sendable {
    case float32, bfloat16, int8

    /// Of one weight.
    var bytes: Int {
        switch self {
        case .float32: 4
        case .bfloat16: 2
        case .int8: 1
        }
    }

    var code: Int {
        switch self {
        case .float32: Int(ck_numbers_float32)
        case .bfloat16: Int(ck_numbers_bfloat16)
        case .int8: Int(ck_numbers_int8)
        }
    }
}
