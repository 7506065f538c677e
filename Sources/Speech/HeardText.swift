/// A text that may have been said, as a query.
package struct HeardText: Sendable, Equatable {
    /// Lower case, without punctuation.
    package let text: String
    /// Its probability among all texts that were found, 0…1.
    package let share: Float

    package init(text: String, share: Float) { (self.text, self.share) = (text, share) }

    /// Texts that are alike made one, in the order in which they first come; empty ones left out.
    static func merged(_ texts: [HeardText]) -> [HeardText] {
        var (order, shares): ([String], [String: Float]) = ([], [:])
        for text in texts where !text.text.isEmpty {
            if shares[text.text] == nil { order.append(text.text) }
            shares[text.text, default: 0] += text.share
        }
        return order.map { HeardText(text: $0, share: shares[$0] ?? 0) }
    }
}
