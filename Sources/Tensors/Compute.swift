import CKernels
import Foundation

/// What is applied to the result of a product.
package enum Activation: Sendable, CaseIterable {
    case none
    case relu
    /// min(max(x, 0), 6).
    case relu6
    /// x · Φ(x), with the exact error function.
    case gelu
    /// x / (1 + exp(-x)) (Ramachandran et al., arXiv:1710.05941).
    case silu

    var code: Int {
        switch self {
        case .none: Int(ck_activation_none)
        case .relu: Int(ck_activation_relu)
        case .relu6: Int(ck_activation_relu6)
        case .gelu: Int(ck_activation_gelu)
        case .silu: Int(ck_activation_silu)
        }
    }
}

/// Threads, the kernels of one instruction set, and the buffers that results are written to.
///
/// Every tensor operation is a method. Results are bit-identical for every number of threads; they
/// may differ in the last digits between instruction sets. Two tasks may use one `Compute` at once:
/// the second then runs on its own thread alone.
package final class Compute: @unchecked Sendable {
    /// The largest number of threads accepted.
    package static let mostThreads = 256

    /// Bytes of unused buffers kept for the next results.
    static let recyclingLimit = 256 << 20

    package let threads: Int
    package let instructionSet: InstructionSet
    /// Of the weights that are packed from now on, where nothing else is said.
    package let precision: Precision
    /// Where every kernel is noted; nil for nowhere.
    package let trace: Trace?
    let kernels: ck_table
    let recycler: Recycler
    let waiting = PackingQueue()
    private let pool: OpaquePointer

    /// - Parameters:
    ///   - instructionSet: nil for the one that `REFSEG_ISA` names, or the fastest.
    ///   - precision: of the weights.
    ///   - trace: where every kernel is noted.
    /// - Throws: `ComputeError`, if the machine lacks the instruction set, `REFSEG_ISA` names none,
    ///   or `threads` is not in `1 ... mostThreads`.
    package init(
        threads: Int, instructionSet: InstructionSet? = nil, precision: Precision = .fp32,
        trace: Trace? = .ofRun
    ) throws {
        guard (1...Self.mostThreads).contains(threads) else { throw ComputeError.threads(threads) }
        let set =
            try instructionSet
            ?? InstructionSet.chosen(environment: ProcessInfo.processInfo.environment)
        guard let table = set.table else { throw ComputeError.unsupportedInstructionSet(set) }
        guard let pool = ck_pool_create(threads) else {
            preconditionFailure("no memory for a thread pool")
        }
        self.instructionSet = set
        self.precision = precision
        self.trace = trace
        self.kernels = table.pointee
        self.recycler = Recycler(limit: Self.recyclingLimit)
        self.pool = pool
        self.threads = ck_pool_threads(pool)
    }

    /// Threads of its own with the kernels, the buffers and the trace of another, for work beside that one's.
    package init(beside other: Compute, threads: Int) {
        guard let pool = ck_pool_create(threads) else {
            preconditionFailure("no memory for a thread pool")
        }
        (instructionSet, precision, trace) = (other.instructionSet, other.precision, other.trace)
        (kernels, recycler) = (other.kernels, other.recycler)
        self.pool = pool
        self.threads = ck_pool_threads(pool)
    }

    deinit { ck_pool_destroy(pool) }

    /// Packs the weights of all layers made so far on a thread of its own, in their order, while this one goes on:
    /// of models that need all of them soon.
    package func packAhead() { waiting.packAhead() }

    /// Frees the buffers that are kept for the next results, before work of another kind.
    package func releaseUnusedBuffers() {
        recycler.clear()
        Recycler.common.clear()
    }

    /// An uninitialised tensor for a result.
    func result(_ shape: [Int]) -> Tensor {
        Tensor(shape: shape, storage: Storage(count: shape.reduce(1, *), recycler: recycler))
    }

    /// Runs a part of a model, which the trace notes.
    package func stage<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
        guard let trace else { return try body() }
        return try trace.span(name, body: body)
    }

    /// Runs a kernel over `units` units.
    ///
    /// - Parameters:
    ///   - cost: operations that a unit takes, roughly; sets how many make one chunk.
    ///   - scratch: floats that each worker needs beside.
    ///   - products: multiply-adds of the direct computation, for the trace; 0 where they are not worth counting.
    func run<Task>(
        _ kernel: ck_kernel?, _ task: Task, units: Int, cost: Int, scratch: Int = 0,
        products: Int = 0
    ) {
        guard let kernel else { preconditionFailure("missing kernel for \(Task.self)") }
        guard let trace else {
            return share(kernel, task, units: units, cost: cost, scratch: scratch)
        }
        let name = String(describing: Task.self)
        trace.span(
            name.hasPrefix("ck_") ? String(name.dropFirst(3)) : name,
            .kernel, operations: 2 * Double(products)
        ) {
            share(kernel, task, units: units, cost: cost, scratch: scratch)
        }
    }

    private func share<Task>(
        _ kernel: ck_kernel, _ task: Task, units: Int, cost: Int, scratch: Int
    ) {
        let grain = Self.grain(units: units, cost: cost)
        let stride = (scratch + 15) & ~15
        let room =
            scratch > 0 ? Storage(count: stride * threads, recycler: recycler) : nil
        withUnsafePointer(to: task) {
            ck_pool_run(pool, kernel, $0, units, grain, room?.floats, stride)
        }
        withExtendedLifetime(room) {}
    }

    /// Units in one chunk: enough work to be worth a hand-over, but chunks enough to share out.
    ///
    /// It must not depend on the number of threads.
    static func grain(units: Int, cost: Int) -> Int {
        let worthwhile = 60_000 / max(cost, 1)
        return max(1, worthwhile, units / 128)
    }
}
