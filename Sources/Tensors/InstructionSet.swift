import CKernels

/// A set of vector instructions that the kernels are compiled for.
package enum InstructionSet: String, Sendable, CaseIterable {
    /// Plain C, one value at a time: the reference.
    case naive
    case sse2
    case avx2
    case avx512
    /// AVX-512 with products of bfloat16 (BF16) and of bytes (VNNI).
    case avx512bf16
    case neon

    private var code: ck_isa {
        switch self {
        case .naive: ck_isa_naive
        case .sse2: ck_isa_sse2
        case .avx2: ck_isa_avx2
        case .avx512: ck_isa_avx512
        case .avx512bf16: ck_isa_avx512bf16
        case .neon: ck_isa_neon
        }
    }

    /// The kernels, where the machine can run them.
    var table: UnsafePointer<ck_table>? { ck_table_get(code) }

    /// All that this machine can run, the reference included.
    package static var available: [InstructionSet] { allCases.filter { $0.table != nil } }

    /// The fastest that this machine can run.
    package static var best: InstructionSet {
        let code = ck_best_isa()
        return allCases.first { $0.code == code } ?? .naive
    }

    /// The one that the environment variable `REFSEG_ISA` names, or the fastest.
    ///
    /// - Throws: `ComputeError.unknownInstructionSet`.
    package static func chosen(environment: [String: String]) throws -> InstructionSet {
        guard let name = environment["REFSEG_ISA"], !name.isEmpty else { return best }
        guard let set = InstructionSet(rawValue: name.lowercased()) else {
            throw ComputeError.unknownInstructionSet(name: name)
        }
        return set
    }
}

/// What can be wrong with the way computation is set up.
package enum ComputeError: Error, Equatable, CustomStringConvertible {
    case unknownInstructionSet(name: String)
    case unsupportedInstructionSet(InstructionSet)
    case threads(Int)

    package var description: String {
        let usable = InstructionSet.available.map(\.rawValue).joined(separator: ", ")
        switch self {
        case .unknownInstructionSet(let name):
            return "REFSEG_ISA: no instruction set is called \"\(name)\"; use one of \(usable)"
        case .unsupportedInstructionSet(let set):
            return "instruction set: this machine has no \(set.rawValue); use one of \(usable)"
        case .threads(let count):
            return "threads: found \(count), expected 1 to \(Compute.mostThreads)"
        }
    }
}
