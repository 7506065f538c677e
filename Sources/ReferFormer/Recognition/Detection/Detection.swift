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
        let both = RelativeBox(
            left: max(left, other.left), top: max(top, other.top),
            right: min(right, other.right), bottom: min(bottom, other.bottom)
        )
        let shared = both.width > 0 && both.height > 0 ? both.area : 0
        return shared / max(area + other.area - shared, 1e-9)
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

/// A thing that was found in a frame.
package struct Detection: Sendable, Equatable {
    package let box: RelativeBox
    /// That it is there and of the class, for each of the eighty classes.
    let probabilities: [Float]
    /// The largest of them.
    let most: Float
}
