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
        switch benchmark {
        case .a2dSentences:
            self = try A2DSentences.read(
                root: root, subset: subset, truth: truth, problems)
        case .jhmdbSentences: self = try JHMDBSentences.read(root: root, problems)
        case .refYouTubeVOS:
            self = try RefYouTubeVOS.read(root: root, subset: subset, problems)
        case .refDAVIS17: self = try RefDAVIS17.read(root: root, subset: subset, problems)
        case .mevis: self = try MeViS.read(root: root, subset: subset, problems)
        case .avos:
            self = try AVOS.read(root: root, subset: subset, truth: truth, problems)
        case .clips: self = try ClipFolders.read(root: root, problems)
        }
    }
}
