import ArgumentParser
import Datasets

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
