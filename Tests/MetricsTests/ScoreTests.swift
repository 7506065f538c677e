import GeneratedMasks
import Masks
import Testing

@testable import Metrics

@Suite struct RegionScoreTests {
    @Test func largeObjectsWeighMoreInOverallIoU() {
        let overlaps = [
            Overlap(intersection: 0, union: 100), Overlap(intersection: 900, union: 900),
        ]
        let scores = RegionScores(overlaps, definition: .plain)
        #expect(scores.overallIoU == 0.9)
        #expect(scores.meanIoU == 0.5)
        #expect(scores.precision == [0.5, 0.5, 0.5, 0.5, 0.5])
        let weighted = RegionScores(overlaps, definition: .plain, weights: [9, 1])
        #expect(weighted.overallIoU == 0.5)
        #expect(weighted.meanIoU == 0.1)
    }

    @Test func precisionCountsWhatIsStrictlyAbove() {
        let overlaps = [5, 6, 7, 8, 9].map { Overlap(intersection: $0 * 100, union: 1000) }
        let scores = RegionScores(overlaps, definition: .plain)
        #expect(scores.precision == [0.8, 0.6, 0.4, 0.2, 0])
    }

    @Test func emptyMasksFollowEachDefinition() {
        let nothing = Overlap(intersection: 0, union: 0)
        #expect(nothing.jaccard == 1)
        #expect(nothing.cocoIoU == 0)
        #expect(nothing.smoothedIoU == 1)
        #expect(Overlap(intersection: 0, union: 50).smoothedIoU < 1e-6)
    }

    @Test func singlePrecisionDecidesExactQuotients() {
        #expect(Overlap(intersection: 5_000, union: 10_000).smoothedIoU == 0.5)
        #expect(Overlap(intersection: 1, union: 2).smoothedIoU > 0.5)
        #expect(Overlap(intersection: 6_000, union: 10_000).smoothedIoU > 0.6)
        #expect(Overlap(intersection: 7_000, union: 10_000).smoothedIoU < 0.7)
    }
}

@Suite struct AveragePrecisionTests {
    /// The upper `rows` of ten rows: IoU with another such mask is the quotient of their rows.
    private func rows(_ rows: Int) -> RunLengths {
        RunLengths(.rectangle(4, 10, Box(x: 0, y: 0, width: 4, height: rows)))
    }

    private func scored(_ rows: Int, _ score: Double) throws -> ScoredMask {
        try ScoredMask(mask: self.rows(rows), score: score)
    }

    @Test func oneDetectionHitsUpToItsIoU() throws {
        let matches = try DetectionMatches(truths: [rows(10)], detections: [scored(7, 1)])
        let precision = try #require(DetectionRanking([matches]).averagePrecision())
        // 0.50 to 0.70, where reaching the threshold is enough.
        #expect(precision.perThreshold.map { $0 > 0.5 } == (0..<10).map { $0 < 5 })
        #expect(precision.at50 > 0.999)
        #expect(precision.at75 == 0)
    }

    @Test func aBetterScoredMissHalvesThePrecision() throws {
        let matches = try DetectionMatches(
            truths: [rows(10)], detections: [scored(1, 0.9), scored(10, 0.8)])
        let precision = try #require(DetectionRanking([matches]).averagePrecision())
        #expect(abs(precision.mean - 0.5) < 1e-12)
    }

    @Test func aTruthIsFoundOnce() throws {
        let matches = try DetectionMatches(
            truths: [rows(10), rows(2)], detections: [scored(10, 0.9), scored(9, 0.8)])
        let precision = try #require(DetectionRanking([matches]).averagePrecision())
        // Half of the truths at full precision: the recalls 0 to 0.5, 51 of 101.
        #expect(abs(precision.mean - 51.0 / 101) < 1e-12)
    }

    @Test func equalScoresKeepTheirOrder() throws {
        let goodFirst = try DetectionMatches(
            truths: [rows(10)], detections: [scored(10, 0.5), scored(1, 0.5)])
        let badFirst = try DetectionMatches(
            truths: [rows(10)], detections: [scored(1, 0.5), scored(10, 0.5)])
        #expect(try #require(DetectionRanking([goodFirst]).averagePrecision()).mean > 0.999)
        #expect(try #require(DetectionRanking([badFirst]).averagePrecision()).mean == 0.5)
    }

    @Test func noTruthHasNoPrecision() throws {
        let matches = try DetectionMatches(truths: [], detections: [scored(1, 0.5)])
        #expect(DetectionRanking([matches]).averagePrecision() == nil)
        #expect(DetectionRanking([]).averagePrecision() == nil)
    }

    @Test func weightsAreRepetitions() throws {
        let images = try [
            DetectionMatches(truths: [rows(10)], detections: [scored(8, 0.9), scored(1, 0.6)]),
            DetectionMatches(truths: [rows(6)], detections: [scored(2, 0.7)]),
            DetectionMatches(truths: [rows(3), rows(9)], detections: [scored(9, 0.5)]),
        ]
        let repeated = [images[0], images[0], images[0], images[2]]
        #expect(
            DetectionRanking(images).averagePrecision(weights: [3, 0, 1])
                == DetectionRanking(repeated).averagePrecision())
    }
}

@Suite struct ReferringScoreTests {
    private let truth = RunLengths(.rectangle(8, 8, Box(x: 0, y: 0, width: 4, height: 4)))
    private let wrong = RunLengths(.rectangle(8, 8, Box(x: 5, y: 5, width: 3, height: 3)))

    @Test func aFittingQueryThatLostRaisesPaperScoresAlone() throws {
        let sample = try SampleMeasurement(
            truth: truth,
            candidates: [
                ScoredMask(mask: truth, score: 0.2), ScoredMask(mask: wrong, score: 0.7),
            ])
        let scores = try ReferringEvaluation([sample]).scores()
        #expect(scores.region.overallIoU == 0)
        #expect(scores.averagePrecision.mean == 0.5)
        #expect(scores.topOneAveragePrecision.mean == 0)
        #expect(scores.values.count == ReferringScores.names.count)
    }

    @Test func ofEqualScoresTheLastIsTheSamplesMask() throws {
        let candidates = try [wrong, truth].map { try ScoredMask(mask: $0, score: 0.5) }
        let first = try SampleMeasurement(truth: truth, candidates: candidates.reversed())
        let last = try SampleMeasurement(truth: truth, candidates: candidates)
        #expect(first.overlap == Overlap(intersection: 0, union: 25))
        #expect(last.overlap == Overlap(intersection: 16, union: 16))
    }

    @Test func aSampleWithoutPredictionCountsAsEmpty() throws {
        let missing = try SampleMeasurement(truth: truth, candidates: [])
        let found = try SampleMeasurement(
            truth: truth, candidates: [ScoredMask(mask: truth, score: 1)])
        let scores = try ReferringEvaluation([missing, found]).scores(definition: .plain)
        #expect(scores.region.meanIoU == 0.5)
        #expect(abs(scores.averagePrecision.mean - 51.0 / 101) < 1e-12)
        #expect(scores.averagePrecision == scores.topOneAveragePrecision)
    }

    @Test func whatCannotBeScoredIsNamed() throws {
        let small = RunLengths(Mask(emptyWithWidth: 7, height: 9))
        #expect(throws: MetricsError.sizesDiffer(mask: "7x9", truth: "8x8")) {
            try SampleMeasurement(
                truth: truth, candidates: [ScoredMask(mask: small, score: 1)])
        }
        #expect(throws: MetricsError.scoreNotANumber) { try ScoredMask(mask: small, score: .nan) }
        #expect(throws: MetricsError.nothingToScore) { try ReferringEvaluation([]) }
    }
}

@Suite struct BootstrapTests {
    /// Mean of the values with these weights.
    private func mean(_ values: [Double], _ weights: [Int]) -> [Double] {
        let sum = zip(values, weights).reduce(0) { $0 + $1.0 * Double($1.1) }
        return [sum / Double(weights.reduce(0, +))]
    }

    @Test func theSeedDecides() {
        let values = (0..<40).map { Double($0 * $0 % 17) }
        let interval = { (seed: UInt64) in
            Bootstrap(resamples: 200, seed: seed).intervals(samples: 40) { mean(values, $0) }
        }
        #expect(interval(3) == interval(3))
        #expect(interval(3) != interval(4))
    }

    @Test func widthIsThatOfTheNormalApproximation() {
        // 400 coin throws: the mean's standard error is 0.025, 95 % lie within 1.96 of them.
        let values = (0..<400).map { Double($0 % 2) }
        let interval = Bootstrap(resamples: 2_000).intervals(samples: 400) { mean(values, $0) }[0]
        #expect(abs(interval.lower - 0.451) < 0.006)
        #expect(abs(interval.upper - 0.549) < 0.006)
        let narrow = Bootstrap(resamples: 2_000, level: 0.5).intervals(samples: 400) {
            mean(values, $0)
        }[0]
        #expect(abs(narrow.upper - narrow.lower - 2 * 0.6745 * 0.025) < 0.005)
    }

    @Test func samplesOfOneVideoAreDrawnTogether() {
        // Ten videos of forty equal frames hold no more than ten samples.
        let values = (0..<400).map { Double($0 / 40 % 2) }
        let videos = (0..<400).map { "video \($0 / 40)" }
        let interval = Bootstrap().intervals(clusters: videos) { weights in
            #expect(Set(weights[0..<40]).count == 1)
            return mean(values, weights)
        }[0]
        #expect(abs(interval.upper - interval.lower - 2 * 1.96 * 0.158) < 0.07)
    }

    @Test func constantsHaveNoWidth() {
        let interval = Bootstrap(resamples: 10).intervals(samples: 1) { _ in [0.25] }
        #expect(interval == [ConfidenceInterval(lower: 0.25, upper: 0.25)])
    }

    /// Draws of two models on the same samples are the same, so that their difference can be told.
    @Test func drawsFollowFromTheSamplesAlone() {
        let videos = (0..<12).map { "video \($0 / 3)" }
        let values = (0..<12).map { Double($0 * $0 % 7) }
        let first = Bootstrap().draws(clusters: videos) { mean(values, $0) }
        let better = Bootstrap().draws(clusters: videos) { mean(values.map { $0 + 1 }, $0) }
        #expect(first.count == 1_000)
        #expect(Set(first.map { $0[0] }).count > 1)
        for (first, better) in zip(first, better) {
            #expect(abs(better[0] - first[0] - 1) < 1e-12)
        }
    }

    @Test func everyScoreOfAnEvaluationIsDrawn() throws {
        let samples = try GeneratedData(seed: 2).samples.prefix(100).map {
            try SampleMeasurement(
                truth: RunLengths($0.truth), candidates: $0.candidates.map { try $0.scored })
        }
        let evaluation = try ReferringEvaluation(samples)
        let bootstrap = Bootstrap(resamples: 300)
        let draws = evaluation.draws(bootstrap, clusters: Array(samples.indices))
        #expect(draws.count == 300)
        #expect(draws.allSatisfy { $0.count == ReferringScores.names.count })
        for (score, value) in evaluation.scores().values.enumerated() {
            let interval = bootstrap.interval(of: draws.map { $0[score] })
            #expect(interval.lower <= value && value <= interval.upper)
        }
    }
}
