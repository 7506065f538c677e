import Foundation
import Media
import Testing

@Suite("Where results go that nobody names a folder for")
struct OutputNameTests {
    private func run(_ input: String, in place: TemporaryFolder) throws {
        let outcome = try Program.run(["the red square", input, "--quiet"], in: place)
        #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
    }

    private func input(_ name: String, _ place: TemporaryFolder) throws -> String {
        try Report(place.text("refseg-out/\(name)/result.json")).input.path
    }

    @Test("folders of the same name have places of their own, and get them again")
    func folders() throws {
        let place = try TemporaryFolder()
        for parent in ["a", "b", "x/a"] { try place.makeClip("\(parent)/frames", frames: 1) }
        for _ in 0..<2 {
            for parent in ["a", "b", "x/a"] { try run("\(parent)/frames", in: place) }
        }
        #expect(place.entries("refseg-out") == ["a-frames", "b-frames", "x-a-frames"])
        #expect(try input("a-frames", place) == "a/frames")
        #expect(try input("b-frames", place) == "b/frames")
        #expect(try input("x-a-frames", place) == "x/a/frames")
        // The same folder, written in another way.
        try run("./a/../a/frames/", in: place)
        #expect(place.entries("refseg-out") == ["a-frames", "b-frames", "x-a-frames"])
    }

    @Test("images that differ in folder or kind alone have places of their own")
    func files() throws {
        let place = try TemporaryFolder()
        try place.makeFolder("a")
        for name in ["one.png", "one.jpg", "a/one.png"] {
            try place.makeImage(name)
            try run(name, in: place)
        }
        #expect(place.entries("refseg-out")?.count == 3)
        #expect(try input("one", place) == "one.png")
        #expect(try input("one-jpg", place) == "one.jpg")
        #expect(try input("one-png", place) == "a/one.png")
    }
}
