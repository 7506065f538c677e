extension Dataset {
    /// Reads a benchmark's lists.
    ///
    /// - `subset`: nil for the one that is scored.
    /// - `truth`: reads what the lists do not tell.
    /// - `problems`: what to do with what can be worked around.
    /// - Throws: `DatasetError`, and what `problems` throws.
    package init(
        _ benchmark: Benchmark, root: String, subset: String? = nil,
        truth: TruthReader = TruthReader(), problems: Problems = .evaluating
    ) throws {
        let subset = subset ?? benchmark.subsets[0]
        guard benchmark.subsets.contains(subset) else {
            throw DatasetError.unknownSubset(subset, benchmark)
        }
        guard DatasetFiles.isFolder(root) else {
            throw DatasetError.noFolder(root: root, benchmark)
        }
        self = try benchmark.description.dataset(
            BenchmarkDescription.Place(
                root: root, subset: subset, truth: truth, problems: problems,
                published: benchmark.description.published[subset]))
    }
}
