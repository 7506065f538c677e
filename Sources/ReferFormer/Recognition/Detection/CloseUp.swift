import Tensors

/// What stands out in the boxes of what a sentence is about, each looked at by itself.
package struct CloseUp: Sendable {
    package let meant: MeantBoxes
    /// Of each box: logits of what stands out in it and its margin, `[1, side / 4, side / 4, 1]`.
    private let looks: [Tensor]

    /// Share of a box by which the look at it reaches beyond each of its sides.
    package static let margin: Float = 0.12
    /// Share of a box that its thing may stick out of each side.
    private static let tolerance: Float = 0.09
    private static let nowhere: Float = -10
    /// Share of a box that must stand out at least; a box in which less does is taken whole, with this logit: a
    /// table, a shelf of books.
    private static let hollow: (share: Float, ofGround: Float, logit: Float) = (0.1, 0.6, 2)
    /// Logits by which a place outside of the boxes is less likely the subject's.
    private static let outside: Float = 4

    /// Rows and columns of the square that each of so many boxes is squeezed into.
    package static func side(boxes: Int) -> Int { boxes > 1 ? 128 : 192 }

    package init(_ meant: MeantBoxes, looks: [Tensor]) {
        (self.meant, self.looks) = (meant, looks)
    }

    /// Logits of what stands out, row by row over the whole frame; `nowhere` outside of the boxes.
    func salience(rows: Int, columns: Int) -> [Float] {
        var salience = [Float](repeating: Self.nowhere, count: rows * columns)
        for (box, look) in zip(meant.boxes, looks) {
            let seen = box.grown(by: Self.margin)
            let places = PatchShape.places(
                in: box.grown(by: Self.tolerance), rows: rows, columns: columns)
            let side = look.shape[1]
            look.withUnsafeBuffer { look in
                let values = places.map { place in
                    let x = (Float(place % columns) + 0.5) / Float(columns)
                    let y = (Float(place / columns) + 0.5) / Float(rows)
                    return look.between(
                        x: (x - seen.left) / seen.width * Float(side) - 0.5,
                        y: (y - seen.top) / seen.height * Float(side) - 0.5, rows: side,
                        columns: side)
                }
                let share = Float(values.count { $0 > 0 }) / Float(max(values.count, 1))
                let enough = meant.isGround ? Self.hollow.ofGround : Self.hollow.share
                let least = share < enough ? Self.hollow.logit : Self.nowhere
                for (place, value) in zip(places, values) {
                    salience[place] = max(salience[place], value, least)
                }
            }
        }
        return salience
    }

    /// Logits of a mask that keeps to the boxes, the more the surer they are.
    func bounded(_ logits: [Float], columns: Int) -> [Float] {
        let most = Self.outside * min(1, 2 * meant.confidence)
        var bounded = logits.map { min($0, 0) - most }
        for box in meant.boxes {
            let places = PatchShape.places(
                in: box.grown(by: Self.tolerance), rows: logits.count / columns,
                columns: columns)
            for place in places { bounded[place] = logits[place] }
        }
        return bounded
    }
}
