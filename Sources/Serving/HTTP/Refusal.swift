import Parsing

/// Why a request is not served: the status, and one sentence for whoever sent it.
package struct Refusal: Error, Equatable, Sendable, CustomStringConvertible {
    package let status: Status
    /// What was found, what was expected, the way out; no full stop.
    package let sentence: String
    /// The sentence.
    package var description: String { sentence }
    /// Fields that go with it: name and value.
    package var fields: [Field] = []

    /// A header field of a response.
    package struct Field: Equatable, Sendable {
        package let name: String
        package let value: String
    }

    package init(_ status: Status, _ sentence: String, fields: [Field] = []) {
        (self.status, self.sentence, self.fields) = (status, sentence, fields)
    }

    /// A request that breaks the rules of HTTP.
    ///
    /// - `found`: what is wrong with it.
    static func bad(_ found: String) -> Refusal {
        Refusal(.badRequest, "\(found); expected a request of HTTP/1.1")
    }

    /// A body longer than what is taken.
    static func tooLong(limit: Int) -> Refusal {
        Refusal(
            .contentTooLarge,
            "more than \((limit >> 20).grouped) MB; send a shorter film or fewer frames, or start "
                + "refseg serve with a larger --max-upload")
    }

    /// A client that takes longer than is waited.
    static let tooSlow = Refusal(
        .timeout, "the request came too slowly; send it again over a faster connection")
}
