import Files
import Foundation
import Parsing

/// Why an evaluation cannot go on. Every message is one sentence that names the place, what was found,
/// what was expected and the way out.
package enum EvaluationError: Error, Equatable, Sendable {
    /// A folder with files that no evaluation wrote.
    case foreignFolder(path: String, entries: Int)
    /// A folder of an evaluation of one model where that of a comparison is wanted, or the other way round.
    case otherKind(path: String, isComparison: Bool)
    /// A file in the place of a comparison's list of models that is none.
    case foreignComparison(path: String)
    /// Models of a comparison that were not asked the same.
    case comparedDiffer(first: String, other: String, difference: String)
    /// A file in the place of a journal that is none.
    case foreignJournal(path: String)
    /// A journal of another evaluation; `difference` says in what.
    case otherEvaluation(path: String, difference: String)
    /// Another process writes the same journal.
    case inUse(path: String)
    /// A file where the results' folder should be.
    case isFile(path: String)
    /// A folder that is named as a part and is none.
    case noJournal(path: String)
    case unreadable(path: String, reason: String)
    case unwritable(path: String, reason: String)
    /// Files of the dataset that are there and not whole; `problem` is the sentence that says so.
    case damaged(_ problem: String)
    /// A sentence of the dataset that the model cannot read.
    case badSentence(video: String, sentence: String, reason: String)
    /// A model's score that has no place in an order.
    case badScore(video: String, sentence: String)
    /// A task of a Slurm job array whose part cannot be told from its number.
    case unclearTask(Int, count: Int)
    /// A folder without the parts of an evaluation.
    case noShards(path: String)
    /// Parts that are not of one evaluation.
    case shardsDiffer(first: String, other: String, difference: String)
    case duplicateShards(first: String, second: String)
    /// Videos that no part has finished.
    case incomplete(path: String, missing: Int, first: String, shards: [String])
}

extension EvaluationError: CustomStringConvertible, LocalizedError {
    /// The message shown to the user: one sentence, no full stop.
    package var description: String {
        switch self {
        case .foreignFolder(let path, let entries):
            "\(path): the folder holds \(entries.grouped) \(entries == 1 ? "entry" : "entries") "
                + "that no evaluation wrote; expected a new or empty folder or one of an earlier "
                + "evaluation, so name another one with -o"
        case .otherKind(let path, isComparison: true):
            "\(path): a comparison of several models is in it; expected a folder for one, so name another "
                + "with -o"
        case .otherKind(let path, isComparison: false):
            "\(path): the evaluation of one model is in it; expected a folder for a comparison, so name "
                + "another with -o"
        case .foreignComparison(let path):
            "\(path): it does not tell which models are compared; give the command of the comparison "
                + "again, which writes it anew"
        case .comparedDiffer(let first, let other, let difference):
            "\(other): was not asked the same as \(first) (\(difference)); run both again with one "
                + "command, in another folder"
        case .foreignJournal(let path):
            "\(path): it does not begin as the journal of an evaluation does; move it away, or name "
                + "another folder with -o"
        case .otherEvaluation(let path, let difference):
            "\(path): the journal of another evaluation (\(difference)); name another folder with "
                + "-o, or remove this one to begin again"
        case .inUse(let path):
            "\(path): another process is writing it; wait for its end, or name another folder with -o"
        case .isFile(let path):
            "\(path): is a file; expected a folder for the results, so name another one"
        case .noJournal(let path):
            "\(path): no journal of an evaluation is in it; expected a part that refseg evaluate "
                + "--shard wrote, so check the path"
        case .unreadable(let path, let reason):
            "\(path): cannot be read (\(reason)); expected a readable file, so "
                + wayToRead(after: reason, usual: "check its permissions")
        case .unwritable(let path, let reason):
            "\(path): cannot be written (\(reason)); make room or name another folder with -o, and run "
                + "the same command again to continue where it stopped"
        case .damaged(let problem):
            "\(problem), or take it as it is with --allow-damaged, which the results then tell"
        case .badSentence(let video, let sentence, let reason):
            "video \(video), sentence \(sentence): \(reason); mend the dataset's list of sentences"
        case .badScore(let video, let sentence):
            "video \(video), sentence \(sentence): the model's score is not a number; check the "
                + "weights with refseg verify"
        case .unclearTask(let task, let count):
            "SLURM_ARRAY_TASK_ID: found task \(task) in an array of \(count); expected a task of an array "
                + "without gaps such as --array=1-4, so name the part with --shard K/N"
        case .noShards(let path):
            "\(path): no folder named shard-K-of-N is in it; expected the output of refseg evaluate "
                + "--shard, so name that folder, or the parts themselves after it"
        case .shardsDiffer(let first, let other, let difference):
            "\(other): not of the same evaluation as \(first) (\(difference)); name only parts of one"
        case .duplicateShards(let first, let second):
            "\(second): the same part as \(first); name each part once"
        case .incomplete(let path, let missing, let first, let shards):
            "\(path): \(missing.grouped) \(missing == 1 ? "video is" : "videos are") not evaluated "
                + "yet, the first is \(first); run "
                + (shards.count == 1 ? "part " : "parts ")
                + shards.joined(separator: ", ") + " to the end, then merge again"
        }
    }

    /// The same sentence, for code that prints `localizedDescription`.
    package var errorDescription: String? { description }
}
