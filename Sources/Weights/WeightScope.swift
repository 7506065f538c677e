import Tensors

/// A cursor over the names of a model's weights: it descends a path and demands shapes.
///
///     let scope = WeightScope(FileWeights(file), compute: compute)
///     let layer = try Linear(scope["resizer"]["fc"], inputs: 768, outputs: 256)
///     try scope.finish()
///
/// Requests that cannot be met are written down and answered with zeros, so that a model is built to
/// its end; `finish` then tells everything that is missing, misshapen or unused in one error.
package struct WeightScope {
    /// Kernels that the weights are packed for.
    package let compute: Compute
    /// What layers keep their weights in.
    package let precision: Precision
    private let path: String
    private let ledger: Ledger

    package init(_ source: any WeightSource, compute: Compute) {
        self.compute = compute
        precision = compute.precision
        path = ""
        ledger = Ledger(source)
    }

    private init(_ parent: WeightScope, _ path: String, _ precision: Precision) {
        compute = parent.compute
        self.precision = precision
        self.path = path
        ledger = parent.ledger
    }

    /// The scope one name further down.
    package subscript(name: String) -> WeightScope { WeightScope(self, full(name), precision) }

    /// The scope of one element of a list.
    package subscript(index: Int) -> WeightScope { self[String(index)] }

    /// The same scope for layers that keep their weights in a precision of their own.
    package func kept(in precision: Precision) -> WeightScope {
        WeightScope(self, path, precision)
    }

    /// The same scope for layers that few rows go through, each of which decides something: their weights are
    /// kept in 16 bits where others have 8.
    package var ofDecisions: WeightScope { precision == .int8 ? kept(in: .bf16) : self }

    /// A tensor of the file, copied nowhere if it is stored as F32.
    ///
    /// - Throws: `WeightsError.mismatched`, once so much is missing that going on makes no sense;
    ///   what the source throws.
    package func tensor(_ name: String, _ shape: [Int]) throws -> Tensor {
        try ledger.request(full(name), shape)
    }

    /// A matrix that stays in the numbers of the file, `[outputs, inputs]`.
    ///
    /// - Throws: as `tensor`.
    package func stored(_ name: String, _ shape: [Int]) throws -> StoredMatrix {
        try ledger.requestStored(full(name), shape)
    }

    /// Whether the source has a tensor of this name, whatever its shape.
    package func has(_ name: String) -> Bool { ledger.has(full(name)) }

    /// Ends a model's requests.
    ///
    /// - Parameter ignored: whether a tensor that nobody asked for may be there.
    /// - Throws: `WeightsError.mismatched`, listing all that is wrong.
    package func finish(ignoring ignored: (String) -> Bool = { _ in false }) throws {
        try ledger.finish(ignored)
    }

    private func full(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// What was asked for so far, and what could not be had.
    private final class Ledger {
        /// Values handed out as zeros, at most.
        static let patience = 1 << 24

        let source: any WeightSource
        var used: Set<String> = []
        var mismatch = WeightMismatch()
        var zeros = 0

        init(_ source: any WeightSource) { self.source = source }

        func has(_ name: String) -> Bool { source.availability(name, []) != .absent }

        func request(_ name: String, _ shape: [Int]) throws -> Tensor {
            if try isPresent(name, shape) {
                let tensor = try source.load(name, shape)
                mismatch.addNotFinite(name, tensor)
                tensor.release()
                return tensor
            }
            return Tensor(zeros: shape)
        }

        func requestStored(_ name: String, _ shape: [Int]) throws -> StoredMatrix {
            if try isPresent(name, shape) {
                let matrix = try source.stored(name, shape)
                if !matrix.isFinite {
                    mismatch.notFinite.append(
                        .init(name, found: "a value that is none", expected: "numbers"))
                }
                return matrix
            }
            return StoredMatrix(Tensor(zeros: shape))
        }

        /// Whether there is such a tensor; what keeps it from being there is written down.
        private func isPresent(_ name: String, _ shape: [Int]) throws -> Bool {
            used.insert(name)
            switch source.availability(name, shape) {
            case .present: return true
            case .absent: mismatch.missing.append(.init(name, shape))
            case .misfit(let found):
                mismatch.misshapen.append(.init(name, found: found, expected: "\(shape)"))
            }
            let (count, overflow) = shape.reduce((1, false)) { size, extent in
                let product = size.0.multipliedReportingOverflow(by: extent)
                return (product.partialValue, size.1 || product.overflow)
            }
            guard !overflow && count <= Self.patience - zeros else { throw error() }
            zeros += count
            return false
        }

        func finish(_ ignored: (String) -> Bool) throws {
            mismatch.unused = (source.names ?? []).filter { !used.contains($0) && !ignored($0) }
            if !mismatch.isEmpty { throw error() }
        }

        private func error() -> WeightsError { .mismatched(path: source.path, mismatch) }
    }
}
