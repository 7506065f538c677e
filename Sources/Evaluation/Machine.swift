import Foundation
import Tensors

/// What computed: results follow from the instruction set, in their last digits.
package enum Machine {
    /// Processor and instruction set, such as "AMD EPYC 9R14, avx512".
    ///
    /// - Throws: `ComputeError` where `REFSEG_ISA` names none.
    package static func description(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> String {
        let set = try InstructionSet.chosen(environment: environment)
        return "\(processor), \(set.rawValue)"
    }

    private static var processor: String {
        let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        for line in lines.split(separator: "\n") where line.hasPrefix("model name") {
            let value = line.split(separator: ":", maxSplits: 1).last ?? ""
            return value.split(separator: " ").joined(separator: " ")
        }
        #if arch(arm64)
            return "arm64 processor"
        #else
            return "x86-64 processor"
        #endif
    }
}
