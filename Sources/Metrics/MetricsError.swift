import Foundation

/// What can be wrong with results that are to be scored. Every message is one sentence that names
/// what was found, what was expected and the way out.
public enum MetricsError: Error, Equatable, Sendable {
    /// A mask of another size than the truth of its image.
    case sizesDiffer(mask: String, truth: String)
    /// A score that has no place in an order.
    case scoreNotANumber
    /// A data set without anything to score.
    case nothingToScore
}

extension MetricsError: CustomStringConvertible, LocalizedError {
    /// The message shown to the user: one sentence, no full stop.
    public var description: String {
        switch self {
        case .sizesDiffer(let mask, let truth):
            "a mask of \(mask) pixels cannot be scored against a truth of \(truth); enlarge or "
                + "reduce it to the size of the annotated frame"
        case .scoreNotANumber:
            "a mask's score is not a number; expected one that grows with confidence, so look for "
                + "a division by zero where the scores were made"
        case .nothingToScore:
            "there is nothing to score; expected at least one annotated frame, so check the data "
                + "set's folder and subset"
        }
    }

    /// The same sentence, for code that prints `localizedDescription`.
    public var errorDescription: String? { description }
}
