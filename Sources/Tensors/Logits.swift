import Foundation

/// The probability behind a logit: 1 / (1 + exp(-x)).
package func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }

/// The logit of a probability: ln(p / (1 - p)).
package func logit(_ probability: Double) -> Float {
    Float(log(probability / (1 - probability)))
}
