import Foundation

/// Walks through a dataset on a disk and finds whatever is missing, truncated or inconsistent.
package struct DatasetCheck {
    /// What was found.
    package struct Summary: Sendable {
        package let benchmark: Benchmark
        package let subset: String
        package let videos: Int
        package let sentences: Int
        /// Masks that would be scored, and how many of them have their truth.
        package let targets: Int
        package let truths: Int
        /// Sound files of spoken sentences.
        package let recordings: Int
        /// Each once, in the order of their finding.
        package let problems: [DatasetError]

        /// Whether published figures can be had.
        package var isUsable: Bool { !problems.contains(where: \.stopsEvaluation) }
    }

    let truth = TruthReader()
    let found = Findings()
    private let decodesVideos: Bool

    /// Checks one part of a benchmark.
    ///
    /// - `subset`: nil for the one that is scored.
    /// - `published`: what the published lists have; nil for what is known of it.
    /// - `decodesVideos`: whether every frame of every video file is decoded, which takes minutes;
    ///   otherwise what the files say of themselves is believed.
    /// - `progress`: called with the number of videos done and of all.
    /// - Throws: `DatasetError.unknownSubset`, `.noFolder`, and what `progress` throws; everything else
    ///   is a finding.
    package static func run(
        _ benchmark: Benchmark, root: String, subset: String? = nil,
        published: PublishedCounts? = nil, decodesVideos: Bool = false,
        progress: (_ done: Int, _ all: Int) throws -> Void = { _, _ in }
    ) throws -> Summary {
        try DatasetCheck(decodesVideos: decodesVideos)
            .run(benchmark, root, subset ?? benchmark.subsets[0], published, progress)
    }

    private func run(
        _ benchmark: Benchmark, _ root: String, _ subset: String, _ published: PublishedCounts?,
        _ progress: (_ done: Int, _ all: Int) throws -> Void
    ) throws -> Summary {
        guard benchmark.subsets.contains(subset) else {
            throw DatasetError.unknownSubset(subset, benchmark)
        }
        guard DatasetFiles.isFolder(root) else {
            throw DatasetError.noFolder(root: root, benchmark)
        }
        let problems = Problems { [found] in found.note($0) }
        FolderWalk.run(root) { found.note($0) }
        let place = BenchmarkDescription.Place(
            root: root, subset: subset, truth: truth, problems: problems,
            published: published ?? benchmark.description.published[subset])
        let dataset = try problems.collecting { try benchmark.description.dataset(place) }
        try benchmark.description.checkLists(place, found)
        let videos = dataset?.videos ?? []
        var recordings = 0
        for (index, video) in videos.enumerated() {
            try progress(index, videos.count)
            check(video, decodes: decodesVideos)
            recordings += checkRecordings(video)
        }
        try progress(videos.count, videos.count)
        let targets = videos.flatMap { $0.sentences.flatMap(\.targets) }
        return Summary(
            benchmark: benchmark, subset: subset, videos: videos.count,
            sentences: dataset?.sentenceCount ?? 0, targets: targets.count,
            truths: targets.count { $0.truth != nil }, recordings: recordings,
            problems: found.problems)
    }
}
