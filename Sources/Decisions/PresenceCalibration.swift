/// Turns the presence head's logit and the best candidate's fit into a probability, as fitted on
/// validation clips when the weights were exported (Platt 1999's logistic scaling).
package struct PresenceCalibration: Sendable, Equatable {
    /// Where the metadata of a weights file hold it.
    package static let metadataKey = "presence_calibration"
    /// What leaves the head's logit alone.
    package static let none = PresenceCalibration(presence: 1, fit: 0, offset: 0)

    let presence: Float
    let fit: Float
    let offset: Float

    package init(presence: Float, fit: Float, offset: Float) {
        (self.presence, self.fit, self.offset) = (presence, fit, offset)
    }

    /// Reads three numbers, parted by spaces; nil for anything else.
    package init?(_ text: String) {
        let numbers = text.split(separator: " ").compactMap { Float($0) }.filter(\.isFinite)
        guard numbers.count == 3, text.split(separator: " ").count == 3 else { return nil }
        self.init(presence: numbers[0], fit: numbers[1], offset: numbers[2])
    }

    /// A logit.
    ///
    /// - `presence`: the head's logit; `fit`: the best candidate's, as a logit.
    package func callAsFunction(presence: Float, fit: Float) -> Float {
        self.presence * presence + self.fit * fit + offset
    }
}
