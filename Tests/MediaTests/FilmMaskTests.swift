import Foundation
import Masks
import Testing
import TurnedFilm

@testable import Media
@testable import Segmenter

@Suite("Masks of films of every kind", .enabled(if: FilmMaker.isReady, "needs ffmpeg"))
struct FilmMaskTests {
    private static let example = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("../../Examples/blue-car/frames")

    @Test("are those of the stills", arguments: FilmFormat.all)
    func masks(_ format: FilmFormat) throws {
        let stills = try FrameSource(path: Self.example.path).frames().all().prefix(8)
            .map { format.trait == .turned ? $0.image.oriented(8) : $0.image }
        let folder = try TemporaryFolder()
        let film = try FilmMaker.encode(
            stills, format.arguments, to: "film.\(format.container)", in: folder)
        if format.trait == .turned { try TurnedFilm.turn(film) }

        let segmenter = try Segmenter()
        let queries = try segmenter.prepare(["blue car on the grass"])
        func masks(_ frames: sending any FrameReader) throws -> [PackedMask] {
            var found: [PackedMask] = []
            try segmenter.segment(frames, queries) { found.append(PackedMask($0.objects[0].mask)) }
            return found
        }
        let found = try masks(VideoFile(path: film).frames())
        let wanted = try masks(ImageList(stills.map(format.shown)))
        #expect(wanted.contains { $0.area > 500 })
        #expect(found.count == wanted.count)
        let overlaps = zip(found, wanted).map { $0.overlap(with: $1) }
        let alike = overlaps.map { Double($0.intersection) / Double(max(1, $0.union)) }
        #expect(alike.reduce(0, +) / Double(wanted.count) >= 0.97, "\(alike)")
    }
}
