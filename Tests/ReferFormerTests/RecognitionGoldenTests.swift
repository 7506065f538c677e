import Foundation
import Tensors
import Testing
import Verification
import Weights

@testable import ReferFormer

/// Evidence, mixer, presence judge and probes against PyTorch
/// (Tests/Reference/recognition_golden.py).
@Suite struct RecognitionGoldenTests {
    /// Sentences whose noun has both classes and kinds, only the ones, only the others, none.
    static let subjects = ["both", "classes", "kinds", "unknown"]
    private static let hidden = 8

    private let golden: SafetensorsFile
    private let compute: Compute

    init() throws {
        golden = try SafetensorsFile(path: Golden.path("recognition.golden.safetensors"))
        compute = try Compute(threads: 2)
    }

    private var weights: WeightScope { WeightScope(FileWeights(golden), compute: compute) }

    private func tensor(_ name: String) throws -> Tensor {
        try #require(golden.tensor(name), "no \(name)")
    }

    private func seen() throws -> Recognized {
        Recognized(
            foreground: try tensor("in.foreground"), salience: try tensor("in.salience"),
            kinds: try tensor("in.kinds"), scenery: try tensor("in.scenery"),
            classes: try tensor("in.classes"),
            detections: [], colours: Tensor(zeros: [1, 16, 24, 3]), drawn: 0.3)
    }

    private func subject(_ name: String) throws -> (Subject, SubjectEvidence) {
        let numbers = try tensor("\(name).numbers").values
        let subject = Subject(
            classes: try tensor("\(name).classes").values,
            kinds: try tensor("\(name).kinds").values, generality: numbers[0])
        let evidence = SubjectEvidence(
            of: subject, in: try seen(), prior: try tensor("in.prior").values,
            head: numbers[1], fit: numbers[2])
        return (subject, evidence)
    }

    private func mixed(_ mixer: SubjectMixer, _ evidence: SubjectEvidence) throws -> [Float] {
        mixer(
            evidence, in: try seen(), mask: try tensor("in.mask"),
            contrast: try tensor("in.contrast"), on: compute)
    }

    private func judged(_ judge: SubjectPresence, _ name: String) throws -> Float {
        let (subject, evidence) = try subject(name)
        return judge(
            evidence, of: subject, in: try seen(), mask: try tensor("in.mask").values,
            on: compute)
    }

    private func expectSame(
        _ found: [Float], _ expected: ArraySlice<Float>, _ name: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(found.count == expected.count, "\(name)", sourceLocation: sourceLocation)
        let error = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
        #expect(error <= 1e-4, "\(name): error \(error)", sourceLocation: sourceLocation)
    }

    @Test(arguments: subjects) func mixerReads(_ name: String) throws {
        let (_, evidence) = try subject(name)
        let expected = try tensor("\(name).mixer.inputs").values
        let places = expected.count / SubjectMixer.inputs
        let blended = try mixed(try mixer(reading: nil), evidence)
        for input in 0..<SubjectMixer.inputs {
            let found = try mixed(try mixer(reading: input), evidence)
            expectSame(
                zip(found, blended).map { $0 - $1 },
                expected[(input * places)..<((input + 1) * places)], "\(name), input \(input)")
        }
    }

    /// One that adds one of its inputs, or nothing, to the golden blend.
    private func mixer(reading input: Int?) throws -> SubjectMixer {
        let source = OneInput(input, blend: try tensor("mixer.blend"))
        return try SubjectMixer(WeightScope(source, compute: compute), hidden: 2)
    }

    @Test(arguments: subjects) func mixerDraws(_ name: String) throws {
        let mixer = try SubjectMixer(weights["mixer"], hidden: Self.hidden)
        let found = try mixed(mixer, try subject(name).1)
        let expected = try tensor("\(name).mixer.logits").values
        expectSame(found, expected[...], name)
    }

    @Test(arguments: subjects) func presenceReads(_ name: String) throws {
        let expected = try tensor("\(name).presence.inputs").values
        let found = try (0..<SubjectPresence.inputs).map { input in
            let scope = WeightScope(OneInput(input), compute: compute)
            return try judged(try SubjectPresence(scope, hidden: 2), name)
        }
        for input in expected.indices {
            expectSame([found[input]], expected[input...input], "\(name), input \(input)")
        }
    }

    @Test(arguments: subjects) func presenceJudges(_ name: String) throws {
        let judge = try SubjectPresence(weights["presence"], hidden: Self.hidden)
        expectSame(
            [try judged(judge, name)], try tensor("\(name).presence.logit").values[...], name)
    }

    @Test func sceneryIsTold() throws {
        let maps = try (0..<3).map { try tensor("in.seen.\($0)") }
        let network = try Scenery(
            weights["scenery"], channels: maps.map { $0.shape[3] }[...], hidden: Self.hidden)
        expectSame(
            network(maps[...], on: compute).values, try tensor("scenery").values[...], "scenery")
    }

    @Test("scenery's own map draws it, and its share of the frame says whether it is there")
    func scenery() throws {
        let seen = try seen()
        let subject = Subject(
            classes: [], kinds: [], scenery: [0, 0, 1, 0, 0, 0.5, 0, 0], generality: 1)
        let evidence = SubjectEvidence(
            of: subject, in: seen, prior: try tensor("in.prior").values, head: 0, fit: 0)
        let map = seen.scenery.values
        let places = Tensor(
            shape: Array(seen.scenery.shape.dropLast()) + [1],
            values: (0..<(map.count / 9)).map { map[9 * $0 + 3] + 0.5 * map[9 * $0 + 6] })
        let spread = compute.resizeBilinear(places, height: seen.height, width: seen.width)
        let found = try mixed(try SubjectMixer(weights["mixer"], hidden: Self.hidden), evidence)
        expectSame(found, spread.values.map { SubjectEvidence.logit($0) + 1 }[...], "mask")
        let judge = try SubjectPresence(weights["presence"], hidden: Self.hidden)
        let logit = judge(
            evidence, of: subject, in: seen, mask: try tensor("in.mask").values, on: compute)
        let share = places.values.reduce(0, +) / Float(places.count)
        expectSame([logit], [2 * log((share + 1e-4) / 0.0101)], "presence")
    }

    @Test func drawn() throws {
        let probe = try DrawingProbe(weights["drawn"])
        expectSame([probe(try tensor("in.classes"))], try tensor("drawn").values[...], "drawn")
    }

    @Test func people() throws {
        let probe = try PersonProbe(weights["people"], features: 16)
        let found = probe(try tensor("in.features"))
        expectSame([found.woman, found.child], try tensor("people").values[...], "people")
    }

    @Test func outlines() throws {
        let maps = try (0..<4).map { try tensor("in.looked.\($0)") }
        let network = try BoxOutlines(
            weights["outlines"], channels: maps.map { $0.shape[3] }, width: Self.hidden)
        let found = network(maps, on: compute)
        #expect(found.shape == [1, 16, 16, 1])
        expectSame(found.values, try tensor("outlines").values[...], "outlines")
        expectSame(
            BoxOutlines.joined(found, found).values, found.values.map { 1.6 * $0 }[...], "joined")
    }
}

/// Weights with which an MLP returns one of its inputs, x = relu(x) − relu(−x), or 0.
private struct OneInput: WeightSource {
    private let input: Int?
    private let blend: Tensor?

    init(_ input: Int?, blend: Tensor? = nil) { (self.input, self.blend) = (input, blend) }

    var path: String { input.map { "input \($0)" } ?? "no input" }
    var names: [String]? { nil }

    func availability(_ name: String, _ shape: [Int]) -> WeightAvailability { .present }

    func load(_ name: String, _ shape: [Int]) -> Tensor {
        if name == "blend", let blend { return blend }
        guard name.hasSuffix(".weight") else { return Tensor(zeros: shape) }
        return .filled(shape) { weight in
            for i in weight.indices {
                let (row, column) = (i / shape[1], i % shape[1])
                weight[i] =
                    switch shape {
                    case [1, 2]: column == 0 ? 1 : -1
                    case [2, 2]: row == column ? 1 : 0
                    default: column == input ? (row == 0 ? 1 : -1) : 0
                    }
            }
        }
    }
}
