import Foundation
import Media
import Testing

/// What the shipped model, which knows photographs, answers from outside.
@Suite("Named things, there or not")
struct RecognitionTests {
    private static func frames(_ clip: String) -> String {
        Repository.root.appendingPathComponent("Examples/\(clip)/frames").path
    }

    @Test("a thing that is not there ends with 3, and with empty masks")
    func absent() throws {
        let place = try TemporaryFolder()
        let outcome = try Program.run(
            ["the cow", Self.frames("two-trucks"), "-o", "out", "--no-overlay", "--json"],
            in: place)
        #expect(outcome.status == 3, "\(outcome.errors)")
        let report = try Report(outcome.output)
        #expect(!report.queries[0].matched && report.queries[0].framesWithObject == 0)
        #expect(try place.areas("out", query: 0) == [Int](repeating: 0, count: 12))
    }

    @Test(
        "what is there is more present than what is not",
        arguments: [
            ("duck", "the duck", ["the car", "the truck"]),
            ("blue-car", "the car", ["the duck", "the bird"]),
            ("two-trucks", "the truck", ["the cow", "the duck", "the bird"]),
        ])
    func presence(_ clip: String, _ named: String, _ others: [String]) throws {
        let place = try TemporaryFolder()
        let outcome = try Program.run(
            ([named] + others).flatMap { ["-q", $0] }
                + [Self.frames(clip), "-o", "out", "--no-overlay", "--json"], in: place)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let queries = try Report(outcome.output).queries
        #expect(queries[0].matched)
        for other in queries.dropFirst() {
            #expect(!other.matched, "\(other.text)")
            #expect(
                other.presence < queries[0].presence,
                "\(other.text): \(other.presence), \(named): \(queries[0].presence)")
        }
    }

    @Test("a sentence without a noun that is known is answered too")
    func noNoun() throws {
        let place = try TemporaryFolder()
        let outcome = try Program.run(
            [
                "-q", "the one on the left", "-q", "the zzyzx", Self.frames("two-trucks"), "-o",
                "out", "--no-overlay", "--json",
            ], in: place)
        #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
        for query in try Report(outcome.output).queries {
            #expect((0...1).contains(query.presence), "\(query.text): \(query.presence)")
        }
        #expect(try place.areas("out", query: 0).count == 12)
    }

    /// The middle third of an example's frames.
    @Test("portrait frames give portrait masks")
    func portrait() throws {
        let place = try TemporaryFolder()
        try place.makeFolder("tall")
        for index in 0..<3 {
            let name = String(format: "%05d.jpg", index)
            let whole = try RGBImage(path: Self.frames("duck") + "/" + name)
            let (left, width) = (whole.width / 3, whole.width / 3)
            let rows = (0..<whole.height).flatMap { row in
                let start = (row * whole.width + left) * 3
                return whole.pixels[start..<(start + width * 3)]
            }
            try RGBImage(width: width, height: whole.height, pixels: rows)
                .writePNG(to: place.path + "/tall/\(index).png")
        }
        let outcome = try Program.run(
            ["the duck", "tall", "-o", "out", "--no-overlay", "--json"], in: place)
        #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
        for frame in try Report(outcome.output).frames {
            #expect((frame.width, frame.height) == (106, 180))
            #expect(frame.objects[0].mask.size == [180, 106])
        }
    }

    @Test("one thread and two give the same masks and numbers, bit by bit")
    func threads() throws {
        let place = try TemporaryFolder()
        let reports = try (1...2).map { threads in
            let outcome = try Program.run(
                [
                    "-q", "the blue truck driving to the left", "-q", "the one on the left", "-q",
                    "the cow", Self.frames("two-trucks"), "-o", "out\(threads)", "--threads",
                    "\(threads)", "--no-overlay", "--json",
                ], in: place)
            #expect(outcome.status == 0, "\(outcome.errors)")
            return try Report(outcome.output)
        }
        for query in 0..<3 {
            #expect(try place.masks("out1", query: query) == place.masks("out2", query: query))
        }
        for (one, two) in zip(reports[0].frames, reports[1].frames) {
            #expect(one.objects.map(\.score) == two.objects.map(\.score))
            #expect(one.objects.map(\.presence) == two.objects.map(\.presence))
        }
    }
}
