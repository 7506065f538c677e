import Tensors
import Testing

@testable import ReferFormer

/// How maps are cut into windows, by the rules of the published code (SwinKind).
@Suite struct SwinWindowsTests {
    /// Swin keeps its window on small maps; Video-Swin adapts it and does not shift there.
    @Test func smallMaps() {
        #expect(
            SwinKind.image.axis(size: 4, window: 7, shifted: true)
                == SwinWindowAxis(size: 4, window: 7, shift: 3))
        #expect(
            SwinKind.video.axis(size: 4, window: 7, shifted: true)
                == SwinWindowAxis(size: 4, window: 4, shift: 0))
        #expect(
            SwinKind.video.axis(size: 7, window: 7, shifted: true)
                == SwinWindowAxis(size: 7, window: 7, shift: 0))
        for kind in [SwinKind.image, .video] {
            #expect(
                kind.axis(size: 9, window: 8, shifted: true)
                    == SwinWindowAxis(size: 9, window: 8, shift: 4))
            #expect(kind.axis(size: 9, window: 8, shifted: false).shift == 0)
        }
    }

    /// Ten tokens, windows of four, shifted by two: padded to twelve, rolled by two.
    @Test func shiftedAxis() {
        let axis = SwinWindowAxis(size: 10, window: 4, shift: 2)
        #expect(axis.count == 3)
        #expect((0..<12).map(axis.token) == [2, 3, 4, 5, 6, 7, 8, 9, -1, -1, 0, 1])
        #expect((0..<12).map(axis.region) == [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2])
        let single = SwinWindowAxis(size: 7, window: 7, shift: 3)
        #expect((0..<7).map(single.region) == [1, 1, 1, 1, 2, 2, 2])
        #expect((0..<7).map(single.token) == [3, 4, 5, 6, 0, 1, 2])
    }

    /// Whatever the sizes, every token is in one window, and in one batch.
    @Test(arguments: [(1, 1, 3, 4), (2, 1, 15, 20), (1, 10, 13, 19), (3, 9, 7, 8)])
    func everyTokenOnce(_ clips: Int, _ frames: Int, _ height: Int, _ width: Int) {
        for kind in [SwinKind.image, .video] {
            for shifted in [false, true] {
                let axis = { (size: Int, window: Int) in
                    kind.axis(size: size, window: window, shifted: shifted)
                }
                let windows = SwinWindows(
                    clips: clips, axes: (axis(frames, 8), axis(height, 7), axis(width, 7)),
                    batch: 300)
                let rows = windows.batches.flatMap(\.rows).sorted()
                #expect(rows == (0..<Int32(clips * frames * height * width)).map { $0 })
                for batch in windows.batches {
                    #expect(batch.windows.tokens == windows.tokens)
                    #expect(batch.windows.count <= max(1, 300 / windows.tokens))
                }
            }
        }
    }

    /// The number of a relative position, written out.
    @Test func relativePositions() {
        let (frames, side) = (2, 3)
        let positions = RelativePositions(frames: frames, side: side)
        #expect(positions.count == 3 * 5 * 5)
        let places = (0..<frames).flatMap { d in
            (0..<side).flatMap { h in (0..<side).map { w in (d, h, w) } }
        }
        for (i, query) in places.enumerated() {
            for (j, key) in places.enumerated() {
                let expected =
                    ((query.0 - key.0 + 1) * 5 + (query.1 - key.1 + 2)) * 5
                    + (query.2 - key.2 + 2)
                let found = positions.origin + Int(positions.codes[i] - positions.codes[j])
                #expect(found == expected)
            }
        }
    }

    /// Channel order of the merged tokens: down the first column, then down the second; zeros beyond.
    @Test func mergedTokens() {
        #expect(
            PatchMerging.corners(height: 3, width: 2, lines: 2..<4)
                == [6, 8, 7, 9, 10, -1, 11, -1])
    }
}
