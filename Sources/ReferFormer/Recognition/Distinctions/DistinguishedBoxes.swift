import Tensors

/// What of a frame tells several boxes of one kind apart.
package struct DistinguishedBoxes {
    /// Columns and rows of a map, and how much every place moves.
    package typealias Movement = (columns: Int, rows: Int, values: [Float])

    let detections: [Detection]
    /// Red, green and blue, 0…1, `[1, rows, columns, 3]`.
    let colours: Tensor
    let movement: Movement
    /// Of whom a box shows; asked of people alone.
    let person: (RelativeBox) throws -> PersonProbe.Traits

    /// Weight of the logarithm of how much something moves.
    private static let weightOfMovement: Float = 1
    /// Nearness of a companion, and a mean movement, that are enough to tell boxes apart.
    private static let (near, moving): (Float, Float) = (0.3, 0.1)

    /// Of every distinction the points of every box.
    func points(_ distinctions: [Distinction], _ boxes: [RelativeBox]) -> [[Float]] {
        lazy var shapes = boxes.enumerated().map {
            PatchShape(
                $0.element, number: $0.offset, rows: self.colours.shape[1],
                columns: self.colours.shape[2])
        }
        lazy var colours = self.colours.values
        return distinctions.map { distinction in
            switch distinction {
            case .companion(let companion):
                let sign: Float = companion.isMissing ? -1 : 1
                let nearness = companion.nearness(to: boxes, among: detections)
                return DistinguishedPatch.points(
                    ofShares: nearness.map { sign * $0 }, enough: Self.near)
            case .moving: return ratios(movements(boxes))
            case .still: return ratios(movements(boxes)).map(-)
            default: return DistinguishedPatch.points(distinction, shapes, colours)
            }
        }
    }

    /// Mean of the movement in each box.
    private func movements(_ boxes: [RelativeBox]) -> [Float] {
        boxes.map { box in
            let places = PatchShape.places(
                in: box, rows: movement.rows, columns: movement.columns)
            return places.reduce(0) { $0 + movement.values[$1] } / Float(max(places.count, 1))
        }
    }

    /// Logarithm of each value's share of the largest; all alike where hardly anything moves.
    private func ratios(_ values: [Float]) -> [Float] {
        let most = values.max() ?? 0
        return values.map {
            Self.weightOfMovement * SubjectEvidence.ratio($0 + Self.moving, most + Self.moving)
        }
    }
}
