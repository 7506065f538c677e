import Randomness
import Testing

@testable import Decisions

@Suite("Painting masks at the frame's size")
struct MaskPainterTests {
    @Test(
        "as PyTorch's bilinear interpolation, then the threshold",
        arguments: [
            (5, 7, 2, 3), (6, 8, 6, 8), (1, 1, 3, 2), (13, 9, 4, 5), (3, 4, 8, 9),
        ])
    func likeTheFormula(_ height: Int, _ width: Int, _ sourceHeight: Int, _ sourceWidth: Int) {
        var generator = SplitMix64(seed: 7)
        let logits = (0..<sourceHeight * sourceWidth).map { _ in
            Float.random(in: -1...1, using: &generator)
        }
        let mask = MaskPainter(
            height: height, width: width, sourceHeight: sourceHeight, sourceWidth: sourceWidth
        ).paint(logits, above: 0.1)
        for y in 0..<height {
            for x in 0..<width {
                let sy = max((Double(y) + 0.5) * Double(sourceHeight) / Double(height) - 0.5, 0)
                let sx = max((Double(x) + 0.5) * Double(sourceWidth) / Double(width) - 0.5, 0)
                let (y0, x0) = (Int(sy), Int(sx))
                let (y1, x1) = (min(y0 + 1, sourceHeight - 1), min(x0 + 1, sourceWidth - 1))
                let at = { (y: Int, x: Int) in Double(logits[y * sourceWidth + x]) }
                let (fy, fx) = (sy - Double(y0), sx - Double(x0))
                let value =
                    (at(y0, x0) * (1 - fx) + at(y0, x1) * fx) * (1 - fy)
                    + (at(y1, x0) * (1 - fx) + at(y1, x1) * fx) * fy
                if abs(value - 0.1) > 1e-5 {
                    #expect(mask.bytes[y * width + x] == (value > 0.1 ? 1 : 0), "\(y), \(x)")
                }
            }
        }
    }

    @Test(
        "through the size that the model read: cut there, then nearest neighbours",
        arguments: [(9, 5, 4, 6), (3, 4, 8, 7), (6, 6, 6, 6), (1, 1, 5, 3)])
    func byNearestNeighbours(_ height: Int, _ width: Int, _ readHeight: Int, _ readWidth: Int) {
        var generator = SplitMix64(seed: 8)
        let logits = (0..<6).map { _ in Float.random(in: -1...1, using: &generator) }
        let read = MaskPainter(
            height: readHeight, width: readWidth, sourceHeight: 2, sourceWidth: 3
        ).paint(logits, above: 0.1)
        let painter = MaskPainter(
            height: height, width: width, readHeight: readHeight, readWidth: readWidth,
            sourceHeight: 2, sourceWidth: 3)
        let mask = painter.paint(logits, above: 0.1)
        for y in 0..<height {
            for x in 0..<width {
                let (row, column) = (y * readHeight / height, x * readWidth / width)
                #expect(
                    mask.bytes[y * width + x] == read.bytes[row * readWidth + column],
                    "\(y), \(x)")
            }
        }
        let (contested, alone) = (painter.contest([logits])[0], painter.paint(logits, above: 0))
        #expect(contested == alone)
    }
}

@Suite("Objects that share a frame")
struct ContestTests {
    @Test(
        "a pixel goes to the most probable object, the first among equals, below one half to none")
    func winners() {
        let painter = MaskPainter(height: 1, width: 4, sourceHeight: 1, sourceWidth: 4)
        let masks = painter.contest([[1, -1, 2, 0], [3, -2, 2, -1]])
        #expect(masks.map(\.bytes) == [[0, 0, 1, 1], [1, 0, 0, 0]])
    }
}
