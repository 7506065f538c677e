import Foundation
import Tensors

/// What computed: results follow from the instruction set, in their last digits. The number of threads,
/// on which nothing depends, stands in `run.json`.
package struct Machine: Codable, Hashable, Sendable {
    /// Such as "AMD EPYC 9R14 96-Core Processor".
    package let processor: String
    /// As `REFSEG_ISA` names it.
    package let instructionSet: String
    /// Logical cores.
    package let cores: Int
    /// Such as "Debian GNU/Linux 12 (bookworm)".
    package let system: String

    /// The machine that runs this.
    ///
    /// - Throws: `ComputeError` where `REFSEG_ISA` names no instruction set of it.
    package static func current(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> Machine {
        Machine(
            processor: processorName,
            instructionSet: try InstructionSet.chosen(environment: environment).rawValue,
            // Those of the machine, however few of them a batch system lends to this process.
            cores: Int(sysconf(Int32(_SC_NPROCESSORS_CONF))),
            system: ProcessInfo.processInfo.operatingSystemVersionString)
    }

    private static var processorName: String {
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

extension Machine: CustomStringConvertible {
    package var description: String {
        "\(processor), \(cores) cores, \(instructionSet), \(system)"
    }
}
