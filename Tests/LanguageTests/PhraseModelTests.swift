import Foundation
import Testing

@testable import Language

@Suite struct PhraseModelTests {
    private func model(_ lines: String, header: String? = nil) throws -> PhraseModel {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("phrases-\(UUID()).txt")
        defer { try? FileManager.default.removeItem(at: file) }
        try ((header ?? "#refseg-phrases 1 \(lines.utf8.count)") + "\n" + lines)
            .write(to: file, atomically: true, encoding: .utf8)
        return try PhraseModel(path: file.path)
    }

    /// By hand, from "the dog" twice and "dog" once: 8 words and ends, 3 of them different.
    @Test func countsAreSmoothedAfterWittenAndBell() throws {
        let model = try model("</s> 3 0\n<s> 3 2\n\tthe 2\ndog 3 1\n\t</s> 3\nthe 2 1\n\tdog 2\n")
        func alone(_ count: Double) -> Double { (count + 3.0 / 20_000) / (8 + 3) }
        let expected = [
            (2 + 2 * alone(2)) / (3 + 2), (2 + alone(3)) / (2 + 1), (3 + alone(3)) / (3 + 1),
        ]
        for (found, wanted) in zip(model.logProbabilities(of: ["the", "dog"]), expected) {
            #expect(abs(exp(found) - wanted) < 1e-12)
        }
        let unknown = model.logProbabilities(of: ["the", "gnu"])
        #expect(abs(exp(unknown[1]) - alone(0) / (2 + 1)) < 1e-12)
        #expect(abs(exp(unknown[2]) - alone(3)) < 1e-12)
        #expect(model.logProbabilities(of: []).count == 1)
    }

    @Test func shippedPhrasesKnowDescriptions() throws {
        let model = try PhraseModel()
        func fit(_ text: String) -> Double {
            let words = text.split(separator: " ").map(String.init)
            return model.logProbabilities(of: words).reduce(0, +) / Double(words.count + 1)
        }
        #expect(fit("the man on the left") > fit("the men on the left"))
        #expect(fit("a bus driving on the road") > fit("a boss driving on the road"))
        #expect(fit("baby rolling on the floor") > fit("maybe rolling on the floor"))
        #expect(fit("she had your dark suit in greasy wash water") < -6)
    }

    @Test(arguments: ["#refseg-phrases 2 6", "#refseg-phrases 1 5", ""])
    func aDamagedListIsRefused(_ header: String) {
        #expect {
            try model("a 1 0\n", header: header)
        } throws: {
            "\($0)".contains("line 1 is \"\(header)\"; expected \"#refseg-phrases 1 6\"")
        }
    }
}
