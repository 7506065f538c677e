import Randomness
import Tensors
import Testing

@testable import Evidence

@Suite struct FlowTests {
    @Test(arguments: [(0.0, 0.0), (1.0, 0.0), (0.5, -0.5), (3.0, 2.0), (-8.0, 5.0), (14.0, -9.0)])
    func translationIsRecovered(dx: Double, dy: Double) throws {
        let (width, height) = (192, 128)
        let flow = try EvidenceExtractor.flow(
            from: Scenes.textured(width, height), to: Scenes.textured(width, height, dx: dx, dy: dy)
        ).values
        var errors: [Double] = []
        for y in 20..<height - 20 {
            for x in 20..<width - 20 {
                let (u, v) = (
                    Double(flow[(y * width + x) * 2]), Double(flow[(y * width + x) * 2 + 1])
                )
                errors.append(((u - dx) * (u - dx) + (v - dy) * (v - dy)).squareRoot())
            }
        }
        errors.sort()
        #expect(errors[errors.count * 95 / 100] < 0.3)
    }

    @Test func identicalFramesDoNotMove() throws {
        let frame = Scenes.textured(96, 64)
        #expect(try EvidenceExtractor.flow(from: frame, to: frame).values.allSatisfy { $0 == 0 })
    }
}

@Suite struct ExtractorTests {
    let extractor = EvidenceExtractor()

    func channel(_ index: Int, of tensor: Tensor) -> [Float] {
        let values = tensor.values
        return stride(from: index, to: values.count, by: EvidenceExtractor.channels).map {
            values[$0]
        }
    }

    /// IoU of r > 0 with the square of `Scenes.square(at:)`, at the size of the result.
    func overlap(_ evidence: Tensor, time: Int) -> Double {
        let r = channel(4, of: evidence)
        let (left, top) = Scenes.squareOrigin(at: time)
        var both = 0
        var either = 0
        for y in 0..<extractor.height {
            for x in 0..<extractor.width {
                let px = (Double(x) + 0.5) * 320 / Double(extractor.width)
                let py = (Double(y) + 0.5) * 180 / Double(extractor.height)
                let inside =
                    px >= Double(left) && px < Double(left + 48) && py >= Double(top)
                    && py < Double(top + 48)
                let marked = r[y * extractor.width + x] > 0
                both += inside && marked ? 1 : 0
                either += inside || marked ? 1 : 0
            }
        }
        return Double(both) / Double(either)
    }

    /// Where in a result the square's middle lies.
    func middleOfSquare(at time: Int) -> Int {
        let (left, top) = Scenes.squareOrigin(at: time)
        let (x, y) = ((left + 24) * extractor.width / 320, (top + 24) * extractor.height / 180)
        return y * extractor.width + x
    }

    @Test func squareIsFoundBeforeMovingCamera() throws {
        let frames = (0..<3).map { Scenes.square(at: $0) }
        let evidence = try extractor.evidence(of: frames)
        #expect(evidence.map(\.shape) == Array(repeating: [128, 224, 5], count: 3))
        for (time, one) in evidence.enumerated() {
            #expect(overlap(one, time: time) >= 0.6)
            // Camera (5, 2), square (-4, 3): what is left inside is (-9, 1), over 0.04 of 320.
            let at = middleOfSquare(at: time)
            #expect(abs(channel(0, of: one)[at] + 9 / 12.8) < 0.06)
            #expect(abs(channel(1, of: one)[at] - 1 / 12.8) < 0.06)
            #expect(abs(channel(0, of: one)[5 * extractor.width + 5]) < 0.06)
        }
    }

    @Test func stillTextureFallsBackOnColour() throws {
        let frame = Scenes.square(at: 0)
        let still = try extractor.evidence(of: frame, against: .next(frame))
        let single = try extractor.evidence(of: frame, against: .none)
        #expect(still.values.allSatisfy { $0.isFinite })
        #expect(still.values == single.values)
        #expect(channel(0, of: still).allSatisfy { $0 == 0 })
        #expect(channel(2, of: still).allSatisfy { $0 == 0 })
        #expect(overlap(still, time: 0) >= 0.6)
    }

    @Test(arguments: [0.0, 0.3, 1.0])
    func constantFramesShowNothing(level: Double) throws {
        let frame = Scenes.frame(320, 180) { _, _, _ in level }
        for neighbour in [EvidenceExtractor.Neighbour.next(frame), .none] {
            let evidence = try extractor.evidence(of: frame, against: neighbour)
            #expect(evidence.values.allSatisfy { $0.isFinite && $0 <= 0 })
        }
    }

    @Test(arguments: [(32, 32), (33, 47), (47, 33), (320, 179), (319, 180), (32, 320), (320, 32)])
    func anySizeGivesBoundedValues(width: Int, height: Int) throws {
        var random = SplitMix64(seed: UInt64(width * 1000 + height))
        let frames = (0..<2).map { _ in Scenes.frame(width, height) { _, _, _ in random.unit() } }
        let bounds: [ClosedRange<Float>] = [-3...3, -3...3, 0...2, 0...2, -2...2]
        for evidence in try extractor.evidence(of: frames) + [
            extractor.evidence(of: frames[0], against: .none)
        ] {
            for (index, bound) in bounds.enumerated() {
                let slack = (bound.lowerBound - 1e-5)...(bound.upperBound + 1e-5)
                #expect(channel(index, of: evidence).allSatisfy { slack.contains($0) })
            }
        }
    }

    @Test func lastFrameKeepsTheDirection() throws {
        let frames = (0..<2).map { Scenes.square(at: $0) }
        let evidence = try extractor.evidence(of: frames)
        #expect(channel(0, of: evidence[1])[middleOfSquare(at: 1)] < -0.5)
    }

    @Test func repeatedAndParallelCallsAgree() async throws {
        let frames = (0..<3).map { Scenes.square(at: $0, width: 160, height: 120) }
        let first = try extractor.evidence(of: frames).map(\.values)
        let again = try await withThrowingTaskGroup(of: [[Float]].self) { group in
            for _ in 0..<6 {
                group.addTask { try EvidenceExtractor().evidence(of: frames).map(\.values) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(again.allSatisfy { $0 == first })
    }

    /// The default weights were trained on exactly these values. Where this fails on purpose, train
    /// again.
    @Test func valuesAreThoseOfTraining() throws {
        let frames = (0..<2).map { Scenes.square(at: $0) }
        let evidence = try extractor.evidence(of: frames)
        let hash = evidence.flatMap(\.values).reduce(UInt64(0xcbf2_9ce4_8422_2325)) {
            ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01b3
        }
        #expect(hash == 373_776_097_678_570_208)
    }

    @Test func errorsNameSizes() {
        let small = Scenes.frame(31, 40) { _, _, _ in 0 }
        let frame = Scenes.frame(40, 40) { _, _, _ in 0 }
        #expect(
            throws: EvidenceError.frameOutOfRange(width: 31, height: 40, sides: 32...4096)
        ) { try extractor.evidence(of: small, against: .none) }
        #expect(throws: EvidenceError.neighbourSizeDiffers(frame: "40x40", neighbour: "31x40")) {
            try extractor.evidence(of: frame, against: .next(small))
        }
        #expect(
            "\(EvidenceError.frameOutOfRange(width: 31, height: 40, sides: 32...4096))"
                == "evidence: the frame is 31x40, each side must be 32 to 4096 pixels; "
                + "resize it to its working size first")
    }

    @Test(arguments: [
        (640, 360, 320, 180), (1920, 1080, 320, 180), (432, 240, 320, 178), (360, 640, 180, 320),
        (100, 100, 320, 320), (5000, 40, 320, 32), (1, 9999, 32, 320),
    ])
    func workingSizeKeepsTheAspect(width: Int, height: Int, toWidth: Int, toHeight: Int) {
        #expect(EvidenceExtractor.workingSize(width: width, height: height) == (toWidth, toHeight))
    }

    @Test func noFramesGiveNoEvidence() throws {
        #expect(try extractor.evidence(of: []).isEmpty)
    }
}

extension SplitMix64 {
    /// A number in 0 ..< 1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
