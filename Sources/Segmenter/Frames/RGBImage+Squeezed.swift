import Evidence
import Media
import ReferFormer
import Tensors

extension RGBImage {
    /// A part of the picture squeezed into a square, its colours normalised: `[1, side, side, 3]`.
    func squeezed(_ box: RelativeBox = .whole, side: Int) throws -> Tensor {
        try part(box, side: side).normalised()
    }

    /// A part of the picture squeezed into a square.
    func part(_ box: RelativeBox, side: Int) throws -> RGBImage {
        let range = { (low: Float, high: Float, length: Int) in
            let first = min(max(0, Int(low * Float(length))), length - 1)
            return first..<min(max(first + 1, Int((high * Float(length)).rounded(.up))), length)
        }
        let rows = range(box.top, box.bottom, height)
        let columns = range(box.left, box.right, width)
        let part =
            rows.count == height && columns.count == width
            ? self : cropped(rows: rows, columns: columns)
        return try part.resized(width: side, height: side)
    }
}

extension RelativeBox {
    fileprivate static let whole = RelativeBox(left: 0, top: 0, right: 1, bottom: 1)
}
