import Weights

/// A tensor as a checkpoint describes it: which values of which storage, in which order.
package struct TorchTensor: Sendable, Equatable {
    let storage: TorchStorage
    /// Index of the first value in the storage.
    let offset: Int
    package let shape: [Int]
    /// Values of the storage from one index to the next, along every axis.
    let strides: [Int]

    package var type: ElementType { storage.type }
}

/// A run of values that tensors are views of.
struct TorchStorage: Sendable, Equatable {
    /// Its name in the checkpoint.
    let key: String
    let type: ElementType
    /// Index of its first value among those kept under the key.
    let start: Int
    /// Number of values.
    let count: Int
}

extension TorchTensor {
    /// Values of a tensor that repeats those of its storage, at most.
    static let repeatedLimit = 1 << 20

    /// Checks that all values lie in the storage and that they are not blown up.
    ///
    /// - `bytes`: of the storage in the file.
    /// - Throws: `WeightsError.damaged`, `CheckpointError.tooLarge`.
    func check(storedBytes bytes: Int, name: String, path: String) throws {
        func damaged(_ found: String, _ expected: String) -> WeightsError {
            .damaged(path: path, place: "tensor \(name)", found: found, expected: expected)
        }
        guard let count = Self.product(shape), Self.product([count, type.size]) != nil else {
            throw damaged("shape \(shape)", "a size within 64 bits")
        }
        guard shape.count == strides.count, shape.allSatisfy({ $0 >= 0 }),
            strides.allSatisfy({ $0 >= 0 }), offset >= 0, storage.start >= 0, storage.count >= 0
        else {
            throw damaged(
                "shape \(shape), strides \(strides), offset \(offset)",
                "sizes from 0, one stride for every axis")
        }
        guard let needed = neededValues(count), needed <= storage.count else {
            throw damaged(
                "\(storage.count) values in storage \(storage.key)",
                "enough for \(type.rawValue) \(shape) with strides \(strides) from value \(offset)")
        }
        let (end, overflow) = storage.start.addingReportingOverflow(storage.count)
        guard !overflow, let kept = Self.product([end, type.size]), kept <= bytes else {
            throw damaged(
                "\(bytes) bytes of storage \(storage.key)",
                "\(storage.count) values of \(type.rawValue) from value \(storage.start)")
        }
        guard count <= max(storage.count, Self.repeatedLimit) else {
            throw CheckpointError.tooLarge(
                path: path, place: "tensor \(name)",
                found: "\(count) values made of the \(storage.count) in storage \(storage.key)",
                limit: "\(max(storage.count, Self.repeatedLimit))")
        }
    }

    /// Values from the storage's first to the tensor's last; nil beyond 64 bits.
    private func neededValues(_ count: Int) -> Int? {
        guard count > 0 else { return offset }
        var end = offset
        for (extent, stride) in zip(shape, strides) {
            guard let reach = Self.product([extent - 1, stride]) else { return nil }
            let (sum, overflow) = end.addingReportingOverflow(reach)
            guard !overflow else { return nil }
            end = sum
        }
        return end == .max ? nil : end + 1
    }

    /// Nil beyond 64 bits, also where a factor of 0 follows.
    private static func product(_ factors: [Int]) -> Int? {
        var product = 1
        for factor in factors {
            let (next, overflow) = product.multipliedReportingOverflow(by: factor)
            guard !overflow else { return nil }
            product = next
        }
        return product
    }
}
