import MTTR
import ReferFormer

/// A query that a network has read; only networks of the same kind can look for it.
protocol ReadQuery: Sendable {
    /// What it is about, for a network that knows photographs.
    var subject: Subject { get }
}

extension ReadQuery {
    var subject: Subject { .unknown }
}

extension EncodedText: ReadQuery {}

extension MTTR.EncodedText: ReadQuery {}
