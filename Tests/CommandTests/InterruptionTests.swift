import Foundation
import Testing

@Suite("Interruption")
struct InterruptionTests {
    @Test(
        "Ctrl-C and kill leave nothing half-written and an earlier output as it was",
        arguments: [SIGINT, SIGTERM])
    func signalled(_ signal: Int32) throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 1)
        for index in 1..<2_000 {
            try FileManager.default.createSymbolicLink(
                atPath: String(format: "%@/frames/%05d.jpg", place.path, index),
                withDestinationPath: "00000.jpg")
        }
        try place.write(Data("{\"format\":\"refseg.result\"}".utf8), to: "kept/result.json")

        let run = try Program.start(
            ["the red square", "frames", "-o", "kept"], in: place)
        let staging = ".kept.refseg-\(run.process.processIdentifier)"
        let deadline = Date().addingTimeInterval(60)
        while (place.entries("\(staging)/masks/0") ?? []).isEmpty, run.process.isRunning {
            try #require(Date() < deadline, "no mask within a minute")
            usleep(10_000)
        }
        kill(run.process.processIdentifier, signal)
        let outcome = try run.finish()
        #expect(outcome.status == 128 + signal, "\(outcome.errors)")
        #expect(outcome.output == "")
        #expect(place.entries() == ["frames", "kept"])
        #expect(place.entries("kept") == ["result.json"])
    }
}
