import Masks
import Metrics
import ReferencePython
import Testing

/// Every measure beside pycocotools and the plain rewrites of Tests/Reference/metrics_reference.py.
@Suite(.enabled(if: ReferencePython.isReady, Comment(rawValue: ReferencePython.hint)))
struct ReferenceTests {
    static let data = GeneratedData(seed: 17)
    /// One run of the script for all tests.
    static let run = Result<ReferenceAnswers, any Error> {
        try ReferencePython.run("metrics_reference.py", on: ReferenceCases(data))
    }

    let answers: ReferenceAnswers

    init() throws { answers = try Self.run.get() }

    @Test func runLengthsAreThoseOfPycocotools() throws {
        #expect(answers.pairs.count == 500)
        for (sample, answer) in zip(Self.data.samples, answers.pairs) {
            let (truth, other) = (RunLengths(sample.truth), RunLengths(sample.other))
            #expect(truth.compressed == answer.truth)
            #expect(other.compressed == answer.other)
            #expect(truth.union(other).compressed == answer.union)
            #expect(truth.intersection(other).compressed == answer.shared)
            #expect([truth.area, other.area] == answer.areas)
            let box = other.box.map { [$0.x, $0.y, $0.width, $0.height] } ?? [0, 0, 0, 0]
            #expect(box == answer.box)
            let read = try RunLengths(
                width: truth.width, height: truth.height, compressed: answer.truth)
            #expect(read.mask == sample.truth)
        }
    }

    @Test func overlapsAgreeOnRunsAndOnBits() {
        for (sample, answer) in zip(Self.data.samples, answers.pairs) {
            let expected = Overlap(
                intersection: answer.intersectionArea, union: answer.unionArea)
            let overlap = RunLengths(sample.truth).overlap(with: RunLengths(sample.other))
            #expect(overlap == expected)
            #expect(PackedMask(sample.truth).overlap(with: PackedMask(sample.other)) == expected)
            #expect(abs(overlap.cocoIoU - answer.cocoIoU) < 1e-9)
            #expect(abs(overlap.smoothedIoU - answer.smoothedIoU) < 1e-9)
        }
    }

    @Test func regionSimilarityAndBoundaryAccuracyAgree() {
        for (sample, answer) in zip(Self.data.samples, answers.pairs) {
            let quality = FrameQuality(
                prediction: PackedMask(sample.other), truth: PackedMask(sample.truth))
            #expect(abs(quality.region - answer.j) < 1e-9)
            #expect(abs(quality.boundary - answer.f) < 1e-6)
        }
    }

    @Test func referringScoresAgree() throws {
        #expect(answers.referring.count == 20)
        for (samples, answer) in zip(Self.data.referring, answers.referring) {
            let evaluation = try ReferringEvaluation(
                samples.map {
                    try SampleMeasurement(
                        truth: RunLengths($0.truth), candidates: $0.candidates.map { try $0.scored }
                    )
                })
            let scores = evaluation.scores()
            Self.compare(scores.region, answer.smoothed)
            Self.compare(evaluation.scores(definition: .plain).region, answer.plain)
            Self.compare(scores.averagePrecision, answer.averagePrecision)
            Self.compare(scores.topOneAveragePrecision, answer.topOne)
        }
    }

    @Test func averagePrecisionAgreesWithAnyNumberOfTruths() throws {
        #expect(answers.detections.count == 40)
        for (images, answer) in zip(Self.data.detections, answers.detections) {
            let ranking = DetectionRanking(
                try images.map {
                    try DetectionMatches(
                        truths: $0.truths.map { RunLengths($0) },
                        detections: $0.candidates.map { try $0.scored })
                })
            Self.compare(ranking.averagePrecision(), answer)
        }
    }

    @Test func videoStatisticsAgree() throws {
        #expect(answers.videos.count == 60)
        for (values, answer) in zip(Self.data.videos, answers.videos) {
            Self.compare(try #require(VideoStatistics(values)), answer)
        }
    }

    @Test func objectsMatchedAsInTheUnsupervisedTrackAgree() {
        #expect(answers.matchings.count == 60)
        for (video, answer) in zip(Self.data.labelledVideos, answers.matchings) {
            let (predictions, objects) = (7, video.objects)
            var matching = ObjectMatching(predictions: predictions, objects: objects)
            for (truth, predicted) in zip(video.truth, video.predicted) {
                func packed(_ labels: [UInt8], _ number: Int) -> PackedMask {
                    PackedMask(video.mask(labels, number))
                }
                matching.add(
                    predictions: (0..<predictions).map { packed(predicted, $0 + 1) },
                    objects: (0..<objects).map { packed(truth, $0 + 1) }, void: packed(truth, 255))
            }
            #expect(matching.scores.count == answer.count)
            for (ours, theirs) in zip(matching.scores, answer) {
                Self.compare(ours.region, theirs.j)
                Self.compare(ours.boundary, theirs.f)
            }
        }
    }

    private static func compare(_ ours: VideoStatistics, _ theirs: ReferenceAnswers.Video) {
        #expect(abs(ours.mean - theirs.mean) < 1e-9)
        #expect(abs(ours.recall - theirs.recall) < 1e-9)
        #expect(abs(ours.decay - theirs.decay) < 1e-9)
    }

    private static func compare(_ ours: RegionScores, _ theirs: ReferenceAnswers.Region) {
        #expect(abs(ours.overallIoU - theirs.overallIoU) < 1e-9)
        #expect(abs(ours.meanIoU - theirs.meanIoU) < 1e-9)
        for (ours, theirs) in zip(ours.precision, theirs.precision) {
            #expect(abs(ours - theirs) < 1e-9)
        }
    }

    private static func compare(_ ours: AveragePrecision?, _ theirs: [Double]?) {
        #expect((ours == nil) == (theirs == nil))
        for (ours, theirs) in zip(ours?.perThreshold ?? [], theirs ?? []) {
            #expect(abs(ours - theirs) < 1e-6)
        }
    }
}
