import Foundation
import Testing

@Suite("Standard input", .enabled(if: Video.canEncode, "ffmpeg is not installed"))
struct PipedInputTests {
    private func madeFilm() throws -> TemporaryFolder {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 4, width: 96, height: 64)
        try Video.encode("frames/%05d.jpg", to: "film.mp4", in: place)
        return place
    }

    @Test("a film has the masks that it has as a file, and a place of its own each time")
    func film() throws {
        let place = try madeFilm()
        let direct = try Program.run(
            ["the red square", "film.mp4", "-o", "direct", "--quiet"], in: place)
        for output in ["standard-input", "standard-input-2"] {
            let piped = try Program.run(
                ["the red square", "-", "--quiet"], in: place, reading: "film.mp4")
            #expect(piped.status == direct.status, "\(piped.errors)")
            let result = try place.text("refseg-out/\(output)/result.json")
            #expect(result.contains("\"kind\":\"video\",\"path\":\"-\""))
            #expect(
                place.entries("refseg-out/\(output)")
                    == ["masks", "overlay.mp4", "result.json"])
            for mask in try #require(place.entries("direct/masks/0")) {
                #expect(
                    try place.bytes("direct/masks/0/\(mask)")
                        == place.bytes("refseg-out/\(output)/masks/0/\(mask)"))
            }
        }
    }

    @Test("an image too")
    func image() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 1)
        let run = try Program.run(
            ["the red square", "-", "-o", "out", "--quiet"], in: place, reading: "frames/00000.jpg")
        #expect([0, 3].contains(run.status), "\(run.errors)")
        #expect(place.entries("out/masks/0") == ["standard-input.png"])
    }

    @Test("what is wrong with it is said of standard input, and nothing is left behind")
    func errors() throws {
        let place = try madeFilm()
        try place.write(Data("no film".utf8), to: "text")
        try place.write(Data(), to: "nothing")
        for (input, sentence) in [
            ("text", "standard input: looks like text; expected"),
            ("nothing", "standard input: the file has 0 bytes; expected"),
        ] {
            let run = try Program.run(["a dog", "-", "-o", "out"], in: place, reading: input)
            #expect(run.status == 1)
            #expect(run.errors.hasPrefix("Error: \(sentence)"), "\(run.errors)")
            #expect(place.entries() == ["film.mp4", "frames", "nothing", "text"])
        }
        try Video.encode(
            "frames/%05d.jpg", to: "cut.avi", in: place, options: ["-c:v", "mjpeg"])
        try place.truncate("cut.avi", to: 0.7)
        let cut = try Program.run(["a dog", "-", "-o", "out"], in: place, reading: "cut.avi")
        #expect(cut.status == 1)
        #expect(cut.errors.contains("Error: standard input: the film ends after "))
        let result = try place.text("out/result.json")
        #expect(result.contains("\"shortfall\":\"standard input: the film ends after "))
    }
}
