import Layers
import Tensors
import Weights

/// Knows photographs: a classifier that saw more than a million of them (EfficientNet-Lite), on its maps
/// a light pyramid, which was taught by two other networks what is foreground and which everyday kinds of
/// thing are where, and a few layers that tell the scenery around things; beside it a network that was
/// taught what stands out (U²-Net-P), and one that finds things in boxes (YOLOX-nano). They read no words;
/// a `Subject` tells which of their classes a sentence is about.
///
/// Weights: `backbone` (`EfficientNetLite`), `pyramid` (`LightPyramid`), `foreground` and `kinds` (1×1
/// convolutions), `salience` (`SalienceNetwork`), `scenery` (`Scenery`), `prior` `[1000]`, `drawn`
/// (`DrawingProbe`), `detector` (`DetectionNetwork`), `people` (`PersonProbe`), `outlines` (`BoxOutlines`), `mixer`
/// (`SubjectMixer`), `presence` (`SubjectPresence`).
package struct Recognition: Sendable {
    package let mixer: SubjectMixer
    package let presence: SubjectPresence
    private let backbone: EfficientNetLite
    private let pyramid: LightPyramid
    private let foreground: Convolution
    private let kinds: Convolution
    private let salience: SalienceNetwork
    private let scenery: Scenery
    private let detector: DetectionNetwork
    private let people: PersonProbe
    private let outlines: BoxOutlines
    /// How probable each class is anywhere in photographs, `[1000]`.
    private let prior: [Float]
    private let drawn: DrawingProbe

    init(_ root: WeightScope, _ config: RecognitionConfig) throws {
        let (width, classes) = (config.pyramid, RecognitionConfig.classes)
        // Boxes and outlines are chosen by thresholds: a little less precision, and masks jump.
        let scope = root.kept(in: .fp32)
        backbone = try EfficientNetLite(
            root.ofDecisions["backbone"], kind: config.backbone, classes: classes)
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
        detector = try DetectionNetwork(scope["detector"])
        people = try PersonProbe(scope["people"], features: config.backbone.features)
        outlines = try BoxOutlines(
            scope["outlines"], channels: config.backbone.channels, width: width)
        prior = try scope.tensor("prior", [classes]).values
        drawn = try DrawingProbe(scope["drawn"])
        mixer = try SubjectMixer(scope["mixer"], hidden: config.mixer)
        presence = try SubjectPresence(scope["presence"], hidden: config.mixer)
    }

    /// What is seen in a frame, whatever is asked.
    ///
    /// - `colours`: red, green and blue, 0…1, `[1, height / 4, width / 4, 3]`.
    package func callAsFunction(
        _ photograph: Photograph, colours: Tensor, on compute: Compute
    ) -> Recognized {
        let (seen, maps) = compute.stage("classes") {
            let seen = backbone(photograph.pixels, on: compute)
            return (seen, pyramid(seen.maps, on: compute))
        }
        let classes = compute.softmax(seen.logits)
        return Recognized(
            foreground: foreground(maps[0], on: compute), salience: nil,
            kinds: compute.softmax(kinds(maps[1], on: compute)),
            scenery: scenery(seen.maps[1...], on: compute), classes: classes,
            detections: compute.stage("detector") { detector(photograph.views, on: compute) },
            colours: colours, drawn: drawn(classes))
    }

    /// What stands out in a frame or a part of it: logits, a quarter of the rows and columns.
    ///
    /// - `squeezed`: `[1, side, side, 3]`, `ImageNet.normalised`: the part squeezed into a square.
    package func look(at squeezed: Tensor, on compute: Compute) -> Tensor {
        compute.stage("salience") { salience(squeezed, on: compute) }
    }

    /// Which of a close look at a box the thing is that the box was drawn around: logits, a quarter of the rows and
    /// columns.
    package func look(at box: BoxLook, on compute: Compute) -> Tensor {
        let salience = look(at: box.salient, on: compute)
        return compute.stage("outlines") {
            let told = outlines(backbone.maps(box.photograph, on: compute), on: compute)
            return BoxOutlines.joined(salience, told)
        }
    }

    /// Who is seen in the upper part of a box.
    ///
    /// - `squeezed`: `[1, side, side, 3]`, `EfficientNetLite.normalised`: the part squeezed into a square.
    package func person(at squeezed: Tensor, on compute: Compute) -> PersonProbe.Traits {
        compute.stage("people") {
            let maps = backbone.maps(squeezed, on: compute)
            return people(backbone.features(maps[3], on: compute))
        }
    }

    /// The boxes of a subject's kind in a frame; none in one that looks drawn, of which the detector knows
    /// little.
    ///
    /// - `mask`: the best candidate's logits, `columns` a row.
    /// - `movement`: how much the frame moves, place by place.
    /// - `person`: who is in a box, asked where that tells boxes apart.
    /// - Throws: what `person` throws.
    package func boxes(
        of subject: Subject, in seen: Recognized, mask: [Float], columns: Int,
        movement: DistinguishedBoxes.Movement,
        person: (RelativeBox) throws -> PersonProbe.Traits
    ) throws -> [FoundBox] {
        guard subject.scenery.isEmpty, seen.drawn < 0.5 else { return [] }
        return try withoutActuallyEscaping(person) { person in
            let frame = DistinguishedBoxes(
                detections: seen.detections, colours: seen.colours, movement: movement,
                person: person)
            return try FoundBox.all(of: subject, in: frame, mask: mask, columns: columns)
        }
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
