/// A part of a frame with upright sides, in widths and heights of the frame from its upper left corner.
package struct RelativeBox: Sendable, Equatable {
    package var left, top, right, bottom: Float

    package init(left: Float, top: Float, right: Float, bottom: Float) {
        (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
    }

    package var width: Float { right - left }
    package var height: Float { bottom - top }
    package var area: Float { max(0, width) * max(0, height) }
    package var middle: (x: Float, y: Float) { ((left + right) / 2, (top + bottom) / 2) }

    /// Intersection over union.
    func overlap(_ other: RelativeBox) -> Float {
        let shared = shared(with: other)
        return shared / max(area + other.area - shared, 1e-9)
    }

    /// Area of the intersection.
    func shared(with other: RelativeBox) -> Float {
        let both = RelativeBox(
            left: max(left, other.left), top: max(top, other.top),
            right: min(right, other.right), bottom: min(bottom, other.bottom)
        )
        return both.width > 0 && both.height > 0 ? both.area : 0
    }

    /// Distance between the nearest edges, 0 where the boxes meet.
    func gap(to other: RelativeBox) -> Float {
        let x = max(0, other.left - right, left - other.right)
        let y = max(0, other.top - bottom, top - other.bottom)
        return (x * x + y * y).squareRoot()
    }

    func between(_ other: RelativeBox, share: Float) -> RelativeBox {
        let fade = { (side: KeyPath<RelativeBox, Float>) in
            self[keyPath: side] + share * (other[keyPath: side] - self[keyPath: side])
        }
        return RelativeBox(
            left: fade(\.left), top: fade(\.top), right: fade(\.right), bottom: fade(\.bottom))
    }

    /// Each side moved out by a share of the box, as far as the frame reaches.
    package func grown(by share: Float) -> RelativeBox {
        let (x, y) = (share * width, share * height)
        return RelativeBox(
            left: max(0, left - x), top: max(0, top - y), right: min(1, right + x),
            bottom: min(1, bottom + y))
    }
}

extension RelativeBox {
    /// How likely two boxes are one thing's in two frames, 0…1: their overlap, or something where they are of
    /// a size and near each other, since small things move fast.
    func kinship(_ later: RelativeBox) -> Float {
        let overlap = overlap(later)
        let (larger, smaller) = (max(area, later.area), min(area, later.area))
        guard overlap < 0.2, smaller > 0.4 * larger else { return overlap }
        let (x, y) = (middle.x - later.middle.x, middle.y - later.middle.y)
        let near = 1 - (x * x + y * y).squareRoot() / (Self.reach * larger.squareRoot())
        return max(overlap, 0.3 * near)
    }

    /// Distance, in sides of a box as large, from which two boxes are no longer near.
    private static let reach: Float = 2.5
}
