import Foundation

/// What can be wrong with masks from files. Every message is one sentence that names the place, what
/// was found, what was expected and the way out.
public enum MaskError: Error, Equatable, Sendable {
    /// Run lengths that describe no mask; `reason` says which of them and why.
    case badRunLengths(reason: String)
}

extension MaskError: CustomStringConvertible, LocalizedError {
    /// The message shown to the user: one sentence, no full stop.
    public var description: String {
        switch self {
        case .badRunLengths(let reason):
            "run-length encoded mask: \(reason); expected COCO's counts of exactly height x width "
                + "pixels, so write the mask again"
        }
    }

    /// The same sentence, for code that prints `localizedDescription`.
    public var errorDescription: String? { description }
}
