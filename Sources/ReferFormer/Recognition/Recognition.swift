import Layers
import Tensors
import Weights

/// Knows photographs: a classifier that saw more than a million of them (EfficientNet-Lite), and a light
/// pyramid on its maps that was taught by two other networks what stands out and which everyday
/// kinds of thing are where. It reads no words; a `Subject` tells which of its classes a sentence is
/// about.
///
/// Weights: `backbone` (`EfficientNetLite`), `pyramid` (`LightPyramid`), `salience` and `kinds` (1×1
/// convolutions), `prior` `[1000]`, `mixer` (`SubjectMixer`), `presence` (`SubjectPresence`).
package struct Recognition: Sendable {
    package let mixer: SubjectMixer
    package let presence: SubjectPresence
    private let backbone: EfficientNetLite
    private let pyramid: LightPyramid
    private let salience: Convolution
    private let kinds: Convolution
    /// How probable each class is anywhere in photographs, `[1000]`.
    private let prior: [Float]

    init(_ scope: WeightScope, _ config: RecognitionConfig) throws {
        let (width, classes) = (config.pyramid, RecognitionConfig.classes)
        backbone = try EfficientNetLite(scope["backbone"], kind: config.backbone, classes: classes)
        pyramid = try LightPyramid(
            scope["pyramid"], channels: config.backbone.channels, width: width)
        salience = try Convolution(
            scope["salience"], channels: width, outputs: 1, kernel: 1, bias: true)
        kinds = try Convolution(
            scope["kinds"], channels: width, outputs: RecognitionConfig.kinds, kernel: 1,
            bias: true)
        prior = try scope.tensor("prior", [classes]).values
        mixer = try SubjectMixer(scope["mixer"], hidden: config.mixer)
        presence = try SubjectPresence(scope["presence"], hidden: config.mixer)
    }

    /// What is seen in a frame, whatever is asked.
    ///
    /// - `pixels`: `[1, height, width, 3]`, `EfficientNetLite.normalised`; sides multiples of 32.
    package func callAsFunction(_ pixels: Tensor, on compute: Compute) -> Recognized {
        let seen = backbone(pixels, on: compute)
        let maps = pyramid(seen.maps, on: compute)
        return Recognized(
            salience: salience(maps[0], on: compute),
            kinds: compute.softmax(kinds(maps[1], on: compute)),
            classes: compute.softmax(seen.logits))
    }

    /// What of that speaks for a subject.
    package func evidence(of subject: Subject, in seen: Recognized) -> SubjectEvidence {
        SubjectEvidence(of: subject, in: seen, prior: prior)
    }
}
