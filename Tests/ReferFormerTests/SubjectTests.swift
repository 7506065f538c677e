import Foundation
import Tensors
import Testing

@testable import ReferFormer

@Suite("What a sentence is about, and what a frame shows of it")
struct SubjectTests {
    private static func weights(_ count: Int, _ some: [Int: Float]) -> [Float] {
        (0..<count).map { some[$0] ?? 0 }
    }

    @Test("zero weights are left out; kinds are counted from 1, after the background")
    func weighted() {
        let subject = Subject(
            classes: Self.weights(1000, [0: 0.5, 999: 1]),
            kinds: Self.weights(20, [0: 1, 19: 0.25]), generality: 0.6)
        #expect(subject.classes.map(\.index) == [0, 999])
        #expect(subject.classes.map(\.weight) == [0.5, 1])
        #expect(subject.kinds.map(\.index) == [1, 20])
        #expect(subject.kinds.map(\.weight) == [1, 0.25])
        #expect(subject.generality == 0.6)
    }

    @Test("weights of nothing make an unknown subject")
    func unknown() {
        let subject = Subject(
            classes: Self.weights(1000, [:]), kinds: Self.weights(20, [:]), generality: 0)
        #expect(subject == .unknown)
    }

    @Test("a weighted sum reads the subject's classes alone")
    func sum() {
        let subject = Subject(
            classes: Self.weights(1000, [3: 0.5, 10: 1]), kinds: [], generality: 1)
        var probabilities = [Float](repeating: 1e-4, count: 1000)
        (probabilities[3], probabilities[10]) = (0.25, 0.5)
        #expect(subject.classes.sum(of: probabilities) == 0.625)
        #expect(Subject.unknown.classes.sum(of: probabilities) == 0)
    }

    /// Two places at stride 32, of which the second shows class 10 and a little of class 3; 4 × 8
    /// places at stride 8, of which the first shows kind 2.
    private var seen: Recognized {
        let classes = Tensor.filled([1, 1, 2, 1000]) { out in
            for i in out.indices { out[i] = i == 1010 ? 0.75 : i == 1003 ? 0.125 : 0 }
        }
        let kinds = Tensor.filled([1, 4, 8, 21]) { out in
            for i in out.indices { out[i] = i == 2 ? 0.5 : 0 }
        }
        return Recognized(
            foreground: Tensor(zeros: [1, 8, 16, 1]), salience: Tensor(zeros: [1, 8, 16, 1]),
            kinds: kinds, scenery: Tensor(zeros: [1, 4, 8, 9]), classes: classes,
            detections: [], colours: Tensor(zeros: [1, 8, 16, 3]), drawn: 0)
    }

    @Test("evidence is the weighted sum at every place, beside the prior of the same classes")
    func evidence() throws {
        let subject = Subject(
            classes: Self.weights(1000, [3: 0.5, 10: 1]), kinds: Self.weights(20, [1: 0.5]),
            generality: 0.3)
        let prior = Self.weights(1000, [3: 0.25, 10: 0.0625, 11: 0.5])
        let evidence = SubjectEvidence(of: subject, in: seen, prior: prior, head: -2, fit: 3)
        let classes = try #require(evidence.classes)
        #expect(classes.values.shape == [1, 1, 2, 1] && classes.values.values == [0, 0.8125])
        #expect(classes.most == 0.8125 && classes.mean == 0.40625)
        let kinds = try #require(evidence.kinds)
        #expect(kinds.values.shape == [1, 4, 8, 1])
        #expect(kinds.values.values == [0.25] + [Float](repeating: 0, count: 31))
        #expect(kinds.most == 0.25 && kinds.mean == 0.0078125)
        #expect(evidence.prior == 0.1875)
        #expect(evidence.generality == 0.3 && evidence.head == -2 && evidence.fit == 3)
    }

    @Test("an unknown subject has no maps")
    func noMaps() {
        let evidence = SubjectEvidence(
            of: .unknown, in: seen, prior: [Float](repeating: 1, count: 1000), head: 1, fit: 2)
        #expect(evidence.classes == nil && evidence.kinds == nil)
        #expect(evidence.prior == 0 && evidence.generality == 0)
        #expect(evidence.head == 1 && evidence.fit == 2)
    }

    @Test("logits and ratios stay finite")
    func finite() {
        let limit = log(Float(0.9999) / 1e-4)
        #expect(abs(SubjectEvidence.logit(0) + limit) < 1e-5)
        #expect(abs(SubjectEvidence.logit(1) - limit) < 1e-2)
        #expect(SubjectEvidence.logit(0.5) == 0)
        #expect(SubjectEvidence.ratio(0, 0) == 0)
        #expect(abs(SubjectEvidence.ratio(1, 0) - log(10_001)) < 1e-4)
    }
}
