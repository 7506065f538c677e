/// How much each class of what networks tell apart says about a noun, from 0 to 1.
package struct NounClasses: Sendable, Equatable {
    /// By class of ImageNet (ILSVRC2012, in the order of its synsets): 1000 weights.
    package private(set) var imageNet: [Float]
    /// By class of PASCAL VOC, in the order of `VOCClass`: 20 weights.
    package private(set) var voc: [Float]
    /// By kind of scenery, in the order of `SceneryClass`: 8 weights.
    package private(set) var scenery: [Float]
    /// By class of COCO, in the order of its detection challenge: 80 weights.
    package private(set) var coco: [Float]

    package static let imageNetCount = 1_000
    package static let cocoCount = 80

    /// Nothing says anything.
    package static let none = NounClasses(fields: [])

    /// Whether no class says anything.
    package var isEmpty: Bool {
        [imageNet, voc, scenery, coco].allSatisfy { !$0.contains { $0 > 0 } }
    }

    /// Reads a line's fields, of which the last may be missing: `c151-268 281:50`, `11`, ``, `14`.
    init(fields: [Substring]) {
        imageNet = Self.weights(fields.first?.dropFirst() ?? "", count: Self.imageNetCount)
        let weights = { (field: Int, count: Int) in
            Self.weights(fields.count > field ? fields[field] : "", count: count)
        }
        voc = weights(1, VOCClass.allCases.count)
        scenery = weights(2, SceneryClass.allCases.count)
        coco = weights(3, Self.cocoCount)
    }

    /// Of each class the larger weight.
    mutating func formUnion(_ other: NounClasses) {
        for k in imageNet.indices { imageNet[k] = max(imageNet[k], other.imageNet[k]) }
        for k in voc.indices { voc[k] = max(voc[k], other.voc[k]) }
        for k in scenery.indices { scenery[k] = max(scenery[k], other.scenery[k]) }
        for k in coco.indices { coco[k] = max(coco[k], other.coco[k]) }
    }

    private static func weights(_ text: Substring, count: Int) -> [Float] {
        var found = [Float](repeating: 0, count: count)
        for run in text.split(separator: " ") {
            let parts = run.split(separator: ":")
            let ends = parts[0].split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, first >= 0, first <= last,
                last < count
            else { continue }
            let hundredths = parts.count > 1 ? Int(parts[1]) ?? 0 : 100
            for k in first...last { found[k] = Float(hundredths) / 100 }
        }
        return found
    }
}

/// The classes of PASCAL VOC, in the challenge's order.
package enum VOCClass: Int, CaseIterable, Sendable {
    case aeroplane, bicycle, bird, boat, bottle, bus, car, cat, chair, cow, diningTable, dog, horse
    case motorbike, person, pottedPlant, sheep, sofa, train, tvMonitor
}

/// What lies around things.
package enum SceneryClass: Int, CaseIterable, Sendable {
    case sky, road, grass, tree, water, sand, snow, building
}
