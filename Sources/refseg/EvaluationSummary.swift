import Datasets
import Evaluation

/// What evaluations and comparisons print alike.
enum EvaluationSummary {
    /// The line above the table.
    ///
    /// - `protocols`: that the models followed, in words.
    static func title(_ results: EvaluationResults, sentences: Int, _ protocols: String) -> String {
        "\(results.benchmark.title) (\(results.subset)): \(counted(results.videos, "video")), "
            + "\(counted(sentences, "sentence")), \(counted(results.masks, "mask")); \(protocols)"
    }

    /// The table; a sentence where nothing could be scored.
    static func table(_ results: EvaluationResults, _ table: @autoclosure () -> ResultTable)
        -> String
    {
        results.scores.isEmpty
            ? "no true masks are published for it: nothing to score; see --export zip"
            : table().text
    }

    /// That files are damaged.
    static func damage(_ findings: [String]) -> String {
        "not the published data set's figures: \(counted(findings.count, "finding")) of damage, "
            + "listed in the files below"
    }
}

extension EvaluationJournal {
    /// The data set where it lay; nil where it is not there any more.
    var datasetAtHand: Dataset? {
        try? Dataset(header.benchmark, root: header.root, subset: header.subset)
    }
}
