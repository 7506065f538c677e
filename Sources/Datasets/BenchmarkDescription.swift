/// All that is known of a benchmark before its files are looked at; it stands beside the reader of its
/// layout.
package struct BenchmarkDescription: Sendable {
    /// Where a benchmark's part lies, and how to read it.
    struct Place {
        let root: String
        /// One of `subsets`.
        let subset: String
        /// Reads what the lists do not tell.
        let truth: TruthReader
        /// What to do with what can be worked around.
        let problems: Problems
        /// What the published lists have; nil where nobody tells.
        let published: PublishedCounts?
    }

    /// The name that papers print.
    package let title: String
    /// Where its files come from.
    package let source: String
    /// Parts that can be read; the first one is scored where none is named.
    package let subsets: [String]
    /// For recorded sentences: the benchmark that wrote those of a subset. Nil where sentences are
    /// written.
    package let spoken: (@Sendable (_ subset: String) -> Benchmark?)?
    /// What prepared files are called by, before the subset; nil for the benchmark's own name.
    package let preparedName: String?
    /// What the lists of a subset have, as far as it is published.
    let published: [String: PublishedCounts]
    /// Reads the lists.
    ///
    /// Throws `DatasetError`, and what `problems` throws.
    let read: @Sendable (Place) throws -> Dataset
    /// Looks at what an evaluation does not need: lists that others stand in for, and annotations that no
    /// list asks for.
    let checkLists: @Sendable (Place, Findings) throws -> Void

    init(
        title: String, source: String, subsets: [String],
        spoken: (@Sendable (_ subset: String) -> Benchmark?)? = nil, preparedName: String? = nil,
        published: [String: PublishedCounts] = [:],
        read: @escaping @Sendable (Place) throws -> Dataset,
        checkLists: @escaping @Sendable (Place, Findings) throws -> Void = { _, _ in }
    ) {
        (self.title, self.source, self.subsets) = (title, source, subsets)
        (self.spoken, self.preparedName) = (spoken, preparedName)
        (self.published, self.read, self.checkLists) = (published, read, checkLists)
    }

    /// Reads the lists, and compares how much they have with what is published.
    ///
    /// - Throws: `DatasetError`, and what `problems` throws.
    func dataset(_ place: Place) throws -> Dataset {
        let dataset = try read(place)
        try place.published?.compare(dataset, place.problems)
        return dataset
    }
}
