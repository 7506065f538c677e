import Foundation
import Tensors

/// How far a stage is from its reference.
package struct StageDifference: Codable, Sendable, Equatable, CustomStringConvertible {
    package let stage: String
    /// The largest absolute difference.
    package let error: Double
    /// The largest difference that is let pass: so much of the largest magnitude as `Allowance` says, or four
    /// times what single and double precision of the reference differ by.
    package private(set) var tolerance: Double
    /// The reference's largest magnitude.
    package let largest: Double

    /// - `actual`: may leave out leading axes along which the reference repeats itself.
    /// - `gap`: between single and double precision of the reference.
    /// - `largest`: the reference's largest magnitude, where `expected` is not all of it.
    package init(
        _ stage: String, _ actual: Tensor, _ expected: Tensor, gap: Double = 0,
        largest known: Double? = nil
    ) {
        self.stage = stage
        guard actual.count > 0, expected.count % actual.count == 0 else {
            (error, tolerance, largest) = (.infinity, 0, 0)
            return
        }
        var (error, largest) = (Float(0), Float(0))
        actual.withUnsafeBuffer { actual in
            expected.withUnsafeBuffer { expected in
                for start in stride(from: 0, to: expected.count, by: actual.count) {
                    for i in 0..<actual.count {
                        let difference = abs(actual[i] - expected[start + i])
                        error = difference.isNaN ? .infinity : max(error, difference)
                        largest = max(largest, abs(expected[start + i]))
                    }
                }
            }
        }
        self.error = Double(error)
        self.largest = known ?? Double(largest)
        tolerance = max(Allowance(of: .fp32).stage * self.largest, 4 * gap)
    }

    /// The same, of a model that computes less precisely.
    func allowing(_ allowance: Allowance) -> StageDifference {
        var allowing = self
        let share = isOutput ? allowance.output : allowance.stage
        allowing.tolerance = max(tolerance, share * largest)
        return allowing
    }

    /// Whether it is what heads or post-processing give, of a frame or of all.
    private var isOutput: Bool {
        !Set(stage.split(separator: ".")).isDisjoint(with: ["head", "out", "post", "prob"])
    }

    package var diverges: Bool { !(error <= tolerance) }

    /// The share of the tolerance that is used up.
    package var share: Double { tolerance > 0 ? error / tolerance : error > 0 ? .infinity : 0 }

    package var description: String {
        let number = { (x: Double) in String(format: "%.3g", x) }
        return """
            \(stage): error \(number(error)), tolerance \(number(tolerance)) \
            (largest magnitude \(number(largest)))
            """
    }
}

/// How many pixels of a mask, or of a map of labels, are as in the reference.
package struct MaskAgreement: Codable, Sendable, Equatable, CustomStringConvertible {
    package let mask: String
    package let pixels: Int
    package let different: Int
    /// Share of them that may differ.
    package private(set) var allowed = Allowance(of: .fp32).pixels

    package init(_ mask: String, labels actual: [UInt8], _ expected: [Int]) {
        self.mask = mask
        pixels = expected.count
        different =
            actual.count == expected.count
            ? zip(actual, expected).count { Int($0) != $1 } : expected.count
    }

    /// The same, of a model that computes less precisely.
    func allowing(_ allowance: Allowance) -> MaskAgreement {
        var allowing = self
        allowing.allowed = allowance.pixels
        return allowing
    }

    package var diverges: Bool { Double(different) > allowed * Double(pixels) || pixels == 0 }

    package var description: String { "\(mask): \(different) of \(pixels) pixels differ" }
}
