import Foundation
import Testing
import TurnedFilm

@testable import Media

@Suite("Films of every kind", .enabled(if: FilmMaker.isReady, "needs ffmpeg"))
struct FilmFormatTests {
    @Test("frames are the stills, count and times those of ffprobe", arguments: FilmFormat.all)
    func frames(_ format: FilmFormat) throws {
        let folder = try TemporaryFolder()
        let stills = FilmMaker.stills(6)
        let path = try FilmMaker.encode(
            stills, format.arguments, to: "film.\(format.container)", in: folder)
        if format.trait == .turned { try TurnedFilm.turn(path) }
        let film = try VideoFile(path: path)
        let frames = try film.frames().all()
        #expect(frames.count == 6)
        for (frame, still) in zip(frames, stills) {
            let shown = format.shown(still)
            #expect((frame.image.width, frame.image.height) == (shown.width, shown.height))
            #expect((film.width, film.height) == (shown.width, shown.height))
            #expect(
                frame.image.difference(from: shown) <= format.tolerance, "frame \(frame.index)")
        }
        let times = try FilmMaker.times(path)
        #expect(times.count == 6)
        for (frame, time) in zip(frames, times) {
            let own = try #require(frame.time)
            #expect(abs(own - time) < 1e-3, "frame \(frame.index)")
        }
        let hasAspect = format.trait == .anamorphic
        #expect(film.pixelAspect == (hasAspect ? "4/3" : nil))
        #expect(try #require(film.duration ?? 1) > 0)
    }

    @Test("a turned film's pixels are turned too")
    func turnedAspect() throws {
        let folder = try TemporaryFolder()
        let path = try FilmMaker.encode(
            FilmMaker.stills(2), ["-vf", "setsar=4/3", "-pix_fmt", "yuv420p"], to: "a.mp4",
            in: folder)
        try TurnedFilm.turn(path)
        let film = try VideoFile(path: path)
        #expect(film.pixelAspect == "3/4")
        #expect((film.width, film.height) == (64, 96))
    }
}
