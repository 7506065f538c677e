import Tensors
import Testing
import Weights

@testable import Decisions
@testable import ReferFormer

@Suite("What enters a candidate's mask beside its logits")
struct FrameEvidenceTests {
    private let compute: Compute
    private let model: ReferFormer
    private let recognized: Recognized
    /// Two candidates, 4 × 6 logits each.
    private let logits: [Float]
    /// `[16, 24, 2]`, the second channel the contrast.
    private let input: Tensor

    init() throws {
        compute = try Compute(threads: 1)
        var config = ReferFormerConfig.tinyResNet
        config.recognition = RecognitionConfig(
            backbone: .lite0, pyramid: 8, mixer: 4, scenery: 4)
        model = try ReferFormer(GeneratedWeights(), config: config, on: compute)
        let noise = { (name: String, shape: [Int]) in GeneratedWeights().load(name, shape) }
        recognized = Recognized(
            foreground: noise("foreground.weight", [1, 8, 12, 1]),
            salience: noise("salience.weight", [1, 8, 12, 1]),
            kinds: compute.softmax(noise("kinds.weight", [1, 4, 6, 21])),
            scenery: compute.softmax(noise("scenery.weight", [1, 4, 6, 9])),
            classes: compute.softmax(noise("classes.weight", [1, 1, 2, 1000])),
            detections: [], colours: Tensor(zeros: [1, 8, 12, 3]), drawn: 0)
        logits = noise("logits.weight", [48, 1]).values
        input = noise("input.weight", [16 * 24, 2]).reshaped([16, 24, 2])
    }

    private func logits(of candidate: Int) -> [Float] {
        Array(logits[(candidate * 24)..<((candidate + 1) * 24)])
    }

    private func candidates(_ evidence: SubjectEvidence?) -> FrameCandidates {
        FrameCandidates(scores: [0.5, 0.5], logits: logits, presence: 1, evidence: evidence)
    }

    private func evidence(_ recognized: Recognized?) -> FrameEvidence {
        recognized.map { FrameEvidence(input, channel: 1, recognized: $0, on: compute) }
            ?? FrameEvidence(input, channel: 1, weight: 0.5, limit: 2)
    }

    private var contrast: ContrastEvidence {
        ContrastEvidence(input, channel: 1, weight: 0.5, limit: 2)
    }

    private func subject() throws -> SubjectEvidence {
        try #require(model.recognition).evidence(of: .unknown, in: recognized, head: 1, fit: 2)
    }

    @Test("what stands out is asked for where it was not looked at, and taken when it is given")
    func lacking() throws {
        var unseen = recognized
        unseen.salience = nil
        #expect(evidence(recognized).lackingSalience == nil && evidence(nil).lackingSalience == nil)
        let size = try #require(evidence(unseen).lackingSalience)
        #expect(size == (8, 12))
        let salience = try #require(recognized.salience)
        let candidates = candidates(try subject())
        let found = { (evidence: FrameEvidence) in
            evidence.logits(of: 0, in: candidates, by: model, on: compute)
        }
        #expect(found(evidence(unseen).with(salience: salience)) == found(evidence(recognized)))
        #expect(found(evidence(unseen)) != found(evidence(recognized)))
    }

    @Test("where nothing was recognised, the contrast alone, at the size of the input")
    func contrastAlone() {
        let evidence = evidence(nil)
        #expect(evidence.shape == [16, 24])
        for candidate in 0..<2 {
            let found = evidence.logits(
                of: candidate, in: candidates(nil), by: model, on: compute)
            #expect(found == contrast.sharpen(logits(of: candidate)))
        }
    }

    @Test("what was recognised is mixed in, at twice the size of the finest map")
    func mixed() throws {
        let evidence = evidence(recognized)
        #expect(evidence.shape == [16, 24])
        let (subject, mixer) = (try subject(), try #require(model.recognition).mixer)
        let channel = Tensor(
            shape: [16, 24], values: (0..<(16 * 24)).map { input.values[$0 * 2 + 1] })
        let found = (0..<2).map {
            evidence.logits(of: $0, in: candidates(subject), by: model, on: compute)
        }
        for candidate in 0..<2 {
            let mask = Tensor(shape: [4, 6], values: logits(of: candidate))
            let mixed = Tensor(
                shape: [1, 8, 12, 1],
                values: mixer(
                    subject, in: recognized, mask: mask, contrast: channel, on: compute))
            #expect(
                found[candidate]
                    == compute.resizeBilinear(mixed, height: 16, width: 24).values)
        }
        #expect(found[0].count == 384 && found[0] != found[1])
    }
}
