/// The numbers of a recognition network, as JSON in the model's configuration, under `recognition`.
package struct RecognitionConfig: Sendable, Equatable, Codable {
    /// The backbone by its published name, `efficientnet-lite0` … `2`.
    package var backbone: EfficientNetLite.Kind
    /// Width of the pyramid.
    package var pyramid: Int
    /// Width of the mixer's and the presence judge's hidden layers.
    package var mixer: Int
    /// Width of the layers that tell scenery.
    package var scenery: Int

    /// Classes of the backbone's own classifier: ImageNet's.
    package static let classes = 1000
    /// Kinds that the pyramid tells apart at stride 8: background, then PASCAL VOC's twenty.
    package static let kinds = 21
    /// Kinds of scenery that are told apart: something else, then eight.
    package static let scenery = 9
    /// Classes of things that are found in boxes: COCO's.
    package static let detected = 80
    /// Of these, those on or in which other things lie: bench, couch, bed, dining table, toilet, television,
    /// keyboard, microwave, oven, sink, refrigerator.
    static let grounds: Set<Int> = [13, 57, 59, 60, 61, 62, 66, 68, 69, 71, 72]

    package init(backbone: EfficientNetLite.Kind, pyramid: Int, mixer: Int, scenery: Int) {
        (self.backbone, self.pyramid, self.mixer) = (backbone, pyramid, mixer)
        self.scenery = scenery
    }

    func validate(_ check: ConfigCheck) throws {
        try check("recognition.pyramid", pyramid, in: 8...1024)
        try check("recognition.mixer", mixer, in: 1...1024)
        try check("recognition.scenery", scenery, in: 1...1024)
    }
}

extension EfficientNetLite.Kind: Codable {}
