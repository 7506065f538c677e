import Foundation
import Tensors
import Testing

@testable import Weights

@Suite("What a weights scope reports")
struct WeightsReportTests {
    private func withScope<R>(
        _ tensors: [String: Tensor], _ body: (WeightScope, String) throws -> R
    ) throws -> R {
        try withWeightsFile([]) { path in
            try SafetensorsFile.write(tensors, to: path)
            let source = FileWeights(try SafetensorsFile(path: path))
            return try body(WeightScope(source, compute: try Compute(threads: 1)), path)
        }
    }

    @Test("missing, misshapen, not finite and unused tensors in one error")
    func everything() throws {
        let tensors = [
            "a.weight": Tensor(shape: [2, 3], values: [0, 1, 2, 3, 4, 5]),
            "a.bias": Tensor(shape: [2], values: [0, .nan]),
            "a.0.scale": Tensor(shape: [1], values: [-.infinity]),
            "left": Tensor(zeros: [1]), "over": Tensor(zeros: [1]),
        ]
        try withScope(tensors) { scope, path in
            let weight = try scope["a"].tensor("weight", [3, 2])
            #expect(weight.shape == [3, 2] && weight.values.allSatisfy { $0 == 0 })
            _ = try scope["a"].tensor("bias", [2])
            _ = try scope["a"][0].tensor("scale", [1])
            #expect(try scope["b"].tensor("gain", [4]).values == [0, 0, 0, 0])
            let error = try #require(throws: WeightsError.self) { try scope.finish() }
            #expect(
                error.description == "\(path): the weights do not fit the model: "
                    + "1 missing: b.gain [4]; "
                    + "1 misshapen: a.weight (found F32 [2, 3], expected [3, 2]); "
                    + "2 not finite: a.bias (found nan at element 1, expected numbers), "
                    + "a.0.scale (found -inf at element 0, expected numbers); "
                    + "2 unused: left, over; use weights made for this configuration")
        }
    }

    @Test("nothing when every tensor is asked for or ignored")
    func complete() throws {
        let tensors = ["a": Tensor(shape: [2], values: [1, 2]), "steps": Tensor(zeros: [1])]
        try withScope(tensors) { scope, _ in
            #expect(try scope.tensor("a", [2]).values == [1, 2])
            #expect(scope.has("steps") && !scope.has("b"))
            try scope.finish { $0 == "steps" }
        }
    }

    @Test("long groups by their first names and a count")
    func longGroups() throws {
        let names = (0..<9).map { "t\($0)" }
        let tensors = Dictionary(uniqueKeysWithValues: names.map { ($0, Tensor(zeros: [1])) })
        try withScope(tensors) { scope, _ in
            let error = try #require(throws: WeightsError.self) { try scope.finish() }
            #expect(error.description.contains("9 unused: t0, t1, t2, t3, t4, t5, and 3 more;"))
        }
    }
}

@Suite("Generated weights")
struct GeneratedWeightsAnswersTests {
    @Test("hash names with FNV-1a")
    func hash() {
        #expect(GeneratedWeights.hash("query_embed.weight") == 450_299_150_189_437_097)
    }

    /// First values of tensors of the full-size model, from the reference generator.
    @Test(
        "agree with the known answers",
        arguments: [
            (
                "query_embed.weight", [5, 256],
                [
                    0.769281804561615, -0.4885731339454651, 1.5091303586959839,
                    0.9200488328933716, -0.3961373567581177, 0.8034552335739136,
                    1.3090553283691406, -0.035829342901706696,
                ] as [Float]
            ),
            (
                "backbone.0.body.conv1.weight", [64, 3, 7, 7],
                [
                    0.16011369228363037, -0.1641823798418045, -0.14755277335643768,
                    0.07510202378034592, 0.08382680267095566, 0.19202688336372375,
                    0.18485994637012482, -0.13951711356639862,
                ]
            ),
            (
                "resizer.layer_norm.weight", [256],
                [
                    0.5498939156532288, 1.4306378364562988, 0.7828397750854492,
                    1.2264490127563477, 1.3521215915679932, 0.5156957507133484,
                    1.0687801837921143, 0.8776475191116333,
                ]
            ),
            (
                "backbone.0.body.bn1.running_var", [64],
                [
                    0.8630021214485168, 0.8271933197975159, 0.1176464632153511,
                    0.1430114358663559, 0.7209734916687012, 0.6764191389083862,
                    0.7468488216400146, 0.17600007355213165,
                ]
            ),
        ])
    func knownAnswers(_ name: String, _ shape: [Int], _ first: [Float]) {
        #expect(Array(GeneratedWeights().load(name, shape).values.prefix(first.count)) == first)
    }
}
