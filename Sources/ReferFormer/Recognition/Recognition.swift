import Layers
import Tensors
import Weights

/// Knows photographs: a classifier that saw more than a million of them (EfficientNet-Lite), on its maps
/// a light pyramid, which was taught by two other networks what is foreground and which everyday
/// kinds of thing are where, and a few layers that tell the scenery around things; beside it a network that was
/// taught what stands out (U²-Net-P). They read no words; a `Subject` tells which of their classes a
/// sentence is about.
///
/// Weights: `backbone` (`EfficientNetLite`), `pyramid` (`LightPyramid`), `foreground` and `kinds` (1×1
/// convolutions), `salience` (`SalienceNetwork`), `scenery` (`Scenery`), `prior` `[1000]`, `drawn`
/// (`DrawingProbe`), `mixer` (`SubjectMixer`), `presence` (`SubjectPresence`).
package struct Recognition: Sendable {
    package let mixer: SubjectMixer
    package let presence: SubjectPresence
    private let backbone: EfficientNetLite
    private let pyramid: LightPyramid
    private let foreground: Convolution
    private let kinds: Convolution
    private let salience: SalienceNetwork
    private let scenery: Scenery
    /// How probable each class is anywhere in photographs, `[1000]`.
    private let prior: [Float]
    private let drawn: DrawingProbe

    init(_ scope: WeightScope, _ config: RecognitionConfig) throws {
        let (width, classes) = (config.pyramid, RecognitionConfig.classes)
        backbone = try EfficientNetLite(scope["backbone"], kind: config.backbone, classes: classes)
        pyramid = try LightPyramid(
            scope["pyramid"], channels: config.backbone.channels, width: width)
        foreground = try Convolution(
            scope["foreground"], channels: width, outputs: 1, kernel: 1, bias: true)
        kinds = try Convolution(
            scope["kinds"], channels: width, outputs: RecognitionConfig.kinds, kernel: 1,
            bias: true)
        salience = try SalienceNetwork(scope["salience"])
        scenery = try Scenery(
            scope["scenery"], channels: config.backbone.channels[1...], hidden: config.scenery)
        prior = try scope.tensor("prior", [classes]).values
        drawn = try DrawingProbe(scope["drawn"])
        mixer = try SubjectMixer(scope["mixer"], hidden: config.mixer)
        presence = try SubjectPresence(scope["presence"], hidden: config.mixer)
    }

    /// What is seen in a frame, whatever is asked.
    package func callAsFunction(_ photograph: Photograph, on compute: Compute) -> Recognized {
        let seen = backbone(photograph.pixels, on: compute)
        let maps = pyramid(seen.maps, on: compute)
        let classes = compute.softmax(seen.logits)
        let foreground = foreground(maps[0], on: compute)
        let salience = compute.resizeBilinear(
            salience(photograph.squeezed, on: compute), height: foreground.shape[1],
            width: foreground.shape[2])
        return Recognized(
            foreground: foreground, salience: salience,
            kinds: compute.softmax(kinds(maps[1], on: compute)),
            scenery: scenery(seen.maps[1...], on: compute), classes: classes,
            colours: photograph.colours, drawn: drawn(classes))
    }

    /// What of that speaks for a subject.
    ///
    /// - `head`: the presence head's logit; `fit`: the best candidate's.
    package func evidence(
        of subject: Subject, in seen: Recognized, head: Float, fit: Float
    ) -> SubjectEvidence {
        SubjectEvidence(of: subject, in: seen, prior: prior, head: head, fit: fit)
    }
}
