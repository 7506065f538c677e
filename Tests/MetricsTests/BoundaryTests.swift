import GeneratedMasks
import Masks
import Randomness
import Testing

@testable import Metrics

@Suite struct BoundaryTests {
    /// The definition, pixel by pixel.
    @Test func outlineIsWherePixelsDiffer() {
        var generator = SplitMix64(seed: 5)
        for (width, height) in GeneratedData.sizes {
            let mask = Mask.random(width, height, share: 0.6, using: &generator)
            let boundary = PackedMask(mask).boundary
            for y in 0..<height {
                for x in 0..<width {
                    let (right, below) = (min(x + 1, width - 1), min(y + 1, height - 1))
                    let here = mask.bytes[y * width + x]
                    let differs = [(right, y), (x, below), (right, below)].contains {
                        mask.bytes[$0.1 * width + $0.0] != here
                    }
                    #expect(boundary.isSet(x: x, y: y) == differs, "\(width)x\(height): \(x), \(y)")
                }
            }
        }
    }

    @Test(arguments: [0, 1, 2, 3, 5, 9, 70])
    func dilationReachesWhatIsWithinTheRadius(_ radius: Int) {
        var generator = SplitMix64(seed: 6)
        for (width, height) in [(1, 1), (9, 1), (1, 130), (31, 20), (20, 65), (12, 128)] {
            let mask = Mask.random(width, height, share: 0.03, using: &generator)
            let set = mask.bytes.indices.filter { mask.bytes[$0] == 1 }
            let dilated = PackedMask(mask).dilated(radius: radius)
            let expected = (0..<(width * height)).map { index in
                set.contains {
                    let (dx, dy) = ($0 % width - index % width, $0 / width - index / width)
                    return dx * dx + dy * dy <= radius * radius
                }
            }
            let found = expected.indices.map { dilated.isSet(x: $0 % width, y: $0 / width) }
            #expect(found == expected)
            #expect(dilated.area == expected.count { $0 })
        }
    }

    @Test func masksWithoutOutlineFollowTheConventions() {
        let empty = PackedMask(emptyWithWidth: 20, height: 10)
        let full = PackedMask(Mask.rectangle(20, 10, Box(x: 0, y: 0, width: 20, height: 10)))
        let part = PackedMask(Mask.rectangle(20, 10, Box(x: 5, y: 3, width: 6, height: 4)))
        #expect(FrameQuality(prediction: empty, truth: empty).mean == 1)
        #expect(FrameQuality(prediction: part, truth: part).mean == 1)
        #expect(FrameQuality(prediction: part, truth: empty).mean == 0)
        #expect(FrameQuality(prediction: empty, truth: part).mean == 0)
        #expect(BoundaryMeasure(prediction: empty, truth: part).precision == 1)
        #expect(BoundaryMeasure(prediction: part, truth: empty).recall == 1)
        let different = FrameQuality(prediction: full, truth: empty)
        #expect(different.region == 0)
        #expect(different.boundary == 1)
    }

    @Test func toleranceIsAShareOfTheDiagonalOrPixels() {
        // The outlines lie two pixels apart; the diagonal of 100 x 75 is 125, so one is allowed.
        let left = PackedMask(Mask.rectangle(100, 75, Box(x: 0, y: 0, width: 40, height: 75)))
        let right = PackedMask(Mask.rectangle(100, 75, Box(x: 0, y: 0, width: 42, height: 75)))
        #expect(BoundaryMeasure(prediction: left, truth: right).f == 0)
        #expect(BoundaryMeasure(prediction: left, truth: right, tolerance: 0.0081).f == 1)
        #expect(BoundaryMeasure(prediction: left, truth: right, tolerance: 1).f == 0)
        #expect(BoundaryMeasure(prediction: left, truth: right, tolerance: 2).f == 1)
    }

    @Test func voidPixelsCountForNothing() {
        let truth = PackedMask(Mask.rectangle(30, 20, Box(x: 4, y: 4, width: 8, height: 8)))
        let stray = PackedMask(Mask.rectangle(30, 20, Box(x: 20, y: 4, width: 6, height: 6)))
        let prediction = truth.union(stray)
        #expect(FrameQuality(prediction: prediction, truth: truth).mean < 0.8)
        #expect(FrameQuality(prediction: prediction, truth: truth, void: stray).mean == 1)
    }
}

@Suite struct VideoScoresTests {
    @Test func nothingHasNoScore() {
        #expect(VideoStatistics([]) == nil)
        #expect(VideoScores([]) == nil)
    }

    @Test func recallIsStrictAndDecayIsTheFirstQuarterLessTheLast() throws {
        let statistics = try #require(VideoStatistics([1, 0.8, 0.5, 0.5, 0.2, 0.1, 0.1, 0]))
        #expect(abs(statistics.mean - 0.4) < 1e-12)
        #expect(statistics.recall == 0.25)
        // The toolkit's bins: frames 1 to 3 and 6 to 8.
        #expect(abs(statistics.decay - (2.3 / 3 - 0.2 / 3)) < 1e-12)
    }

    @Test func bothMeasuresWeighTheSame() throws {
        let part = PackedMask(Mask.rectangle(20, 10, Box(x: 5, y: 3, width: 6, height: 4)))
        let empty = PackedMask(emptyWithWidth: 20, height: 10)
        let scores = try #require(
            VideoScores([
                FrameQuality(prediction: part, truth: part),
                FrameQuality(prediction: empty, truth: part),
            ]))
        #expect(scores.region.mean == 0.5)
        #expect(scores.boundary.mean == 0.5)
        #expect(scores.mean == 0.5)
    }
}
