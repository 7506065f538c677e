import ArgumentParser
import Datasets

extension Refseg {
    /// Everything about datasets on a disk.
    struct DataTools: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "data",
            abstract: "Check a dataset on a disk, and make what evaluations need of it.",
            subcommands: [DataCheck.self, DataPrepare.self])
    }
}

/// Which part of which dataset, and where it lies.
struct DatasetArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "One of " + Benchmark.allCases.map(\.rawValue).joined(separator: ", ") + ".",
            valueName: "dataset"))
    var dataset: Benchmark

    @Option(
        help: ArgumentHelp("Folder of the dataset, as published.", valueName: "folder"),
        completion: .directory)
    var root: String

    @Option(
        help: ArgumentHelp(
            "Part of the dataset (default: the one that is scored).", valueName: "name"))
    var subset: String?

    func validate() throws {
        if let subset, !dataset.subsets.contains(subset) {
            throw ValidationError(
                "--subset \(subset): no such part of \(dataset.title); expected "
                    + dataset.subsets.joined(separator: ", "))
        }
    }
}

extension Benchmark: ExpressibleByArgument {}
