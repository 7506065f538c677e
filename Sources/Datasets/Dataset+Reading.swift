extension Dataset {
    /// Reads a benchmark's lists.
    ///
    /// - `subset`: nil for the one that is scored.
    /// - `published`: what the published lists have; nil for what is known of it.
    /// - `truth`: reads what the lists do not tell.
    /// - `problems`: what to do with what can be worked around.
    /// - Throws: `DatasetError`, and what `problems` throws.
    package init(
        _ benchmark: Benchmark, root: String, subset: String? = nil,
        published: PublishedCounts? = nil,
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
                published: published ?? benchmark.description.published[subset]))
    }
}
