import Foundation
import Testing

@Suite("Doctor")
struct DoctorTests {
    private struct Checkup: Decodable {
        struct Check: Decodable {
            let name: String, purpose: String, isNeeded: Bool, isFound: Bool, found: String
            let remedy: String?
        }

        let version: String, isReady: Bool, checks: [Check]

        subscript(name: String) -> Check? { checks.first { $0.name == name } }
    }

    /// What it finds, with its exit status.
    private func checkup(
        in place: TemporaryFolder, environment: [String: String] = [:]
    ) throws -> (Checkup, status: Int32) {
        let run = try Program.run(["doctor", "--json"], in: place, environment: environment)
        #expect(run.errors == "")
        return (try JSONDecoder().decode(Checkup.self, from: Data(run.output.utf8)), run.status)
    }

    @Test("everything needed is there, in words and in JSON")
    func healthy() throws {
        let place = try TemporaryFolder()
        let (found, status) = try checkup(in: place)
        #expect(status == 0)
        #expect(found.isReady)
        for name in ["instruction set", "libraries", "model", "words", "listener", "this folder"] {
            #expect(found[name]?.isFound == true, "\(name)")
        }
        let words = try Program.run(["doctor"], in: place)
        #expect(words.status == 0)
        for (line, check) in zip(words.output.split(separator: "\n"), found.checks) {
            #expect(line.contains(" \(check.name) "))
            #expect(line.contains("for \(check.purpose): "))
        }
    }

    @Test("without ffmpeg, frames can be segmented all the same")
    func noFFmpeg() throws {
        let (found, status) = try checkup(
            in: try TemporaryFolder(), environment: ["PATH": "/nowhere"])
        #expect(status == 0)
        for name in ["ffmpeg", "ffprobe"] {
            let check = try #require(found[name])
            #expect(!check.isFound)
            #expect(check.found.contains("expected version 4.3 or newer"))
            #expect(check.remedy == "Debian, Ubuntu: sudo apt-get install ffmpeg")
        }
    }

    @Test(
        "an ffmpeg is told by its version",
        arguments: [
            ("4.2.9", false), ("4.3", true), ("4.10", true), ("n7.1", true), ("3.9-1", false),
            ("N-109000-gabc", true),
        ])
    func oldFFmpeg(_ version: String, isFound: Bool) throws {
        let place = try TemporaryFolder()
        try place.write(
            Data("#!/bin/sh\necho ffmpeg version \(version) Copyright\n".utf8), to: "bin/ffmpeg")
        chmod(place.path + "/bin/ffmpeg", 0o755)
        let (found, _) = try checkup(in: place, environment: ["PATH": place.path + "/bin"])
        #expect(found["ffmpeg"]?.isFound == isFound)
        #expect(found["ffmpeg"]?.found.hasPrefix("version \(version)") == true)
    }

    @Test("models that are missing or cut, and instruction sets that do not exist")
    func unusable() throws {
        let place = try TemporaryFolder()
        try place.makeFolder("empty")
        let (missing, status) = try checkup(
            in: place, environment: ["REFSEG_RESOURCES": place.path + "/empty"])
        #expect(status == 1)
        #expect(!missing.isReady)
        #expect(missing["model"]?.found.hasPrefix("refseg-small.safetensors: not in ") == true)
        #expect(missing["listener"]?.isFound == false)

        let model = Repository.resources.appendingPathComponent("refseg-small.safetensors")
        try place.write(
            Data(contentsOf: model, options: .alwaysMapped).prefix(1 << 20),
            to: "cut/refseg-small.safetensors")
        let (cut, cutStatus) = try checkup(
            in: place, environment: ["REFSEG_RESOURCES": place.path + "/cut"])
        #expect(cutStatus == 1)
        #expect(cut["model"]?.isFound == false)

        let (set, setStatus) = try checkup(in: place, environment: ["REFSEG_ISA": "avx99"])
        #expect(setStatus == 1)
        #expect(
            set["instruction set"]?.found
                .hasPrefix("REFSEG_ISA: no instruction set is called \"avx99\"") == true)
    }
}
