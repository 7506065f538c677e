import Foundation
import Testing

@Suite("Measuring")
struct BenchTests {
    @Test("what is no model, and no report, is told in one sentence")
    func refused() throws {
        let place = try TemporaryFolder()
        let unknown = try Program.run(["bench", "resnet51"], in: place)
        #expect(unknown.status == 2)
        #expect(unknown.errors.contains("'resnet51' is invalid for '<model>'"))
        try place.write(Data("{}".utf8), to: "old.json")
        let old = try Program.run(["bench", "audio", "--compare", "old.json"], in: place)
        #expect(old.status == 1)
        #expect(
            old.errors == "Error: old.json: not a report of refseg bench --json; expected one that "
                + "this version wrote\n")
    }

    @Test("REFSEG_TRACE notes stages and kernels of a run, and says where it cannot")
    func trace() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 2, width: 96, height: 64)
        let arguments = ["the red square", "frames", "--no-overlay", "--quiet"]
        let traced = try Program.run(
            arguments, in: place, environment: ["REFSEG_TRACE": "trace.json"])
        #expect([0, 3].contains(traced.status), "\(traced.errors)")
        struct Events: Decodable {
            struct Event: Decodable {
                let name, cat, ph: String
                let ts, dur: Double
            }
            let traceEvents: [Event]
        }
        let events = try JSONDecoder().decode(
            Events.self, from: Data(place.text("trace.json").utf8)
        ).traceEvents
        let stages = Set(events.filter { $0.cat == "stage" }.map(\.name))
        #expect(stages.isSuperset(of: ["prepare", "text", "backbone", "network", "deliver"]))
        #expect(events.contains { $0.cat == "kernel" && $0.name == "convolution" })
        #expect(events.allSatisfy { $0.ph == "X" && $0.ts >= 0 && $0.dur >= 0 })

        let refused = try Program.run(
            arguments, in: place, environment: ["REFSEG_TRACE": "missing/trace.json"])
        #expect(refused.status == 1)
        #expect(refused.errors.hasPrefix("Error: missing/trace.json: "))
    }
}
