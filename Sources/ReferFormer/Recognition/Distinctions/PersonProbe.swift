import Tensors
import Weights

/// Tells people apart by what the classifier of photographs sees of the upper part of their box: women from
/// men, children from grown-ups, as captions of photographs name them.
///
///     weight · mean over the places of the classifier's features + bias
///
/// Weights: `weight` `[2, 1280]`, `bias` `[2]`.
package struct PersonProbe: Sendable {
    /// Side of the square that a part is squeezed into.
    package static let side = 224

    /// Logits of one person.
    package struct Traits: Sendable, Equatable {
        let woman: Float
        let child: Float

        static func + (a: Traits, b: Traits) -> Traits {
            Traits(woman: a.woman + b.woman, child: a.child + b.child)
        }

        static func / (a: Traits, looks: Float) -> Traits {
            Traits(woman: a.woman / looks, child: a.child / looks)
        }
    }

    private let weight: [Float]
    private let bias: [Float]

    init(_ scope: WeightScope, features: Int) throws {
        weight = try scope.tensor("weight", [2, features]).values
        bias = try scope.tensor("bias", [2]).values
    }

    /// - `features`: `[1, rows, columns, features]`.
    func callAsFunction(_ features: Tensor) -> Traits {
        let width = features.shape[3]
        let places = Float(features.shape[1] * features.shape[2])
        var sums = bias
        features.withUnsafeBuffer { features in
            for at in features.indices {
                for trait in sums.indices {
                    sums[trait] += weight[trait * width + at % width] * features[at] / places
                }
            }
        }
        return Traits(woman: sums[0], child: sums[1])
    }
}

extension RelativeBox {
    /// Of a person's box what shows the face and the chest: as high as it is wide, or not quite half.
    ///
    /// - `aspect`: the frame's width over its height.
    package func upperPart(aspect: Float) -> RelativeBox {
        var part = self
        part.bottom = top + min(height, max(width * aspect, Self.upper * height))
        return part.grown(by: Self.margin)
    }

    private static let upper: Float = 0.45
    private static let margin: Float = 0.08
}
