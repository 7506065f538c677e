/// How much of everything the published lists of a benchmark's part have.
package struct PublishedCounts: Sendable, Equatable {
    package let videos: Int
    package let sentences: Int
    /// Masks that are scored; nil where papers do not tell.
    package let targets: Int?

    package init(videos: Int, sentences: Int, targets: Int? = nil) {
        (self.videos, self.sentences, self.targets) = (videos, sentences, targets)
    }

    package init(_ dataset: Dataset) {
        self.init(
            videos: dataset.videos.count, sentences: dataset.sentenceCount,
            targets: dataset.targetCount)
    }

    /// Reports lists that have nearly as much: rows are missing in them or stand there twice. Lists with less
    /// than half of it, or more than double, are somebody's own.
    func compare(_ dataset: Dataset, _ problems: Problems) throws {
        let counts = PublishedCounts(dataset)
        let parts = [
            ("videos", counts.videos, videos), ("sentences", counts.sentences, sentences),
            ("masks", counts.targets ?? 0, targets ?? counts.targets ?? 0),
        ]
        guard parts.allSatisfy({ 2 * $0.1 >= $0.2 && $0.1 <= 2 * $0.2 }),
            let part = parts.first(where: { $0.1 != $0.2 })
        else { return }
        try problems.report(
            .countDiffers(
                root: dataset.root, subset: dataset.subset, what: part.0, found: part.1,
                published: part.2))
    }
}
