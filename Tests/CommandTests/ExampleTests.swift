import Foundation
import Media
import Testing

/// The clips in `Examples/`: each folder holds `query.txt`, `frames/`, `truth/` (the object as it was
/// drawn), `expected/` (what the shipped model answers) and `overlay.jpg` (its picture in the README);
/// `REFSEG_UPDATE=1` rewrites the last two.
@Suite("Examples")
struct ExampleTests {
    static let clips: [String] = {
        let folder = Repository.root.appendingPathComponent("Examples").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter {
            FileManager.default.fileExists(atPath: "\(folder)/\($0)/query.txt")
        }.sorted()
    }()

    @Test("there are four clips")
    func four() { #expect(Self.clips.count == 4) }

    @Test("the query finds its object", arguments: clips)
    func clip(_ name: String) throws {
        let example = Repository.root.appendingPathComponent("Examples/\(name)").path
        let query = try String(contentsOfFile: example + "/query.txt", encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let place = try TemporaryFolder()
        let outcome = try Program.run(
            [query, example + "/frames", "-o", "out", "--quiet"], in: place)
        #expect(outcome.status == 0, "\(outcome.errors)")

        let found = place.path + "/out/masks/0"
        if ProcessInfo.processInfo.environment["REFSEG_UPDATE"] == "1" {
            try replace(example + "/expected", with: found)
            try replace(example + "/overlay.jpg", with: place.path + "/out/overlay/00006.jpg")
        }
        let toTruth = try maskSimilarity(found, example + "/truth")
        #expect(toTruth >= 0.70, "J \(toTruth) with the truth")
        // Another instruction set rounds differently, so a few pixels at the edge may move.
        let toExpected = try maskSimilarity(found, example + "/expected")
        #expect(toExpected >= 0.98, "J \(toExpected) with the expected masks")
    }

    @Test(
        "weights of fewer bits give nearly the same masks, and are told",
        arguments: ["bf16", "int8"])
    func precision(_ name: String) throws {
        let example = Repository.root.appendingPathComponent("Examples/blue-car").path
        let place = try TemporaryFolder()
        let outcome = try Program.run(
            ["the blue car", example + "/frames", "-o", "out", "--quiet", "--no-overlay"]
                + ["--precision", name], in: place)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try Report(place.text("out/result.json")).model.precision == name)
        let similarity = try maskSimilarity(
            place.path + "/out/masks/0", example + "/expected")
        #expect(similarity >= 0.98, "J \(similarity) with the expected masks")
    }

    private func replace(_ old: String, with new: String) throws {
        try? FileManager.default.removeItem(atPath: old)
        try FileManager.default.copyItem(atPath: new, toPath: old)
    }
}
