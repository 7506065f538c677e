import Foundation
import Testing
import TurnedFilm

@testable import Media

@Suite("Frames of a range of time", .enabled(if: FilmMaker.isReady, "needs ffmpeg"))
struct FrameSelectionTests {
    /// What a selection says, told by the times of all frames.
    private static func chosen(_ selection: FrameSelection, of times: [Double]) -> [Int] {
        let start = selection.start ?? 0
        let range = times.indices.filter {
            times[$0] >= start - 1e-6 && times[$0] < (selection.end ?? .infinity) - 1e-6
        }
        guard let rate = selection.rate else {
            return stride(from: 0, to: range.count, by: selection.stride).map { range[$0] }
        }
        var (taken, last) = ([Int](), -1.0)
        for index in range {
            let share = ((times[index] - start + 0.0006) * rate).rounded(.down)
            if share > last { taken.append(index) }
            last = max(last, share)
        }
        return taken
    }

    private static let selections = [
        FrameSelection(start: 0.1, end: 0.71), FrameSelection(start: 0.1, rate: 3),
        FrameSelection(start: 0.15, end: 1, stride: 2),
    ]

    /// Of each trait and container one.
    private static let formats = [
        "turned mp4", "plain webm", "interlaced ts", "variableRate mkv", "variableRate gif",
    ]
    .compactMap { kind in
        FilmFormat.all.first { "\($0.trait) \($0.container)" == kind }
    }

    @Test("are those of the whole film at these times", arguments: formats)
    func selected(_ format: FilmFormat) throws {
        let folder = try TemporaryFolder()
        let path = try FilmMaker.encode(
            FilmMaker.stills(8), format.arguments, to: "film.\(format.container)", in: folder)
        if format.trait == .turned { try TurnedFilm.turn(path) }
        let film = try VideoFile(path: path)
        let all = try film.frames().all()
        let times = try all.map { try #require($0.time) - film.beginning }
        for selection in Self.selections {
            let wanted = Self.chosen(selection, of: times)
            let source = try FrameSource(path: path).selecting(selection)
            let frames = try source.frames().all()
            #expect(frames.map(\.time) == wanted.map { all[$0].time }, "\(selection)")
            #expect(frames.map(\.image) == wanted.map { all[$0].image }, "\(selection)")
            #expect(frames.map(\.index) == Array(wanted.indices))
            let count = try #require(source.expectedCount)
            #expect(format.trait == .variableRate || abs(count - wanted.count) <= 1)
        }
    }

    @Test(
        "late in a film, which is entered before, they are the same",
        arguments: [
            ("film.mp4", ["-x264-params", "open-gop=1:keyint=40:bframes=3"]),
            ("film.ts", ["-x264-params", "open-gop=1:keyint=40:bframes=3"]),
            ("film.mkv", ["-x264-params", "intra-refresh=1:keyint=40"]),
            // One key frame: nothing to enter at but the beginning.
            ("one.ts", ["-x264-params", "keyint=1000:scenecut=0"]),
        ])
    func late(_ name: String, _ options: [String]) throws {
        let folder = try TemporaryFolder()
        let path = folder.file(name)
        try FilmMaker.run(
            ["-f", "lavfi", "-i", "testsrc2=s=64x48:r=5:d=44", "-c:v", "libx264", "-pix_fmt"]
                + ["yuv420p"] + options + [path])
        let all = try VideoFile(path: path).frames().all()
        let film = try VideoFile(path: path).selecting(FrameSelection(start: 41.3, end: 43))
        #expect(film.isEnteredAnywhere)
        let wanted = all.filter {
            let time = ($0.time ?? 0) - film.beginning
            return time >= 41.3 && time < 43
        }
        let frames = try film.frames().all()
        #expect(wanted.count == 8)
        #expect(frames.map(\.time) == wanted.map(\.time))
        #expect(frames.map(\.image) == wanted.map(\.image))
    }

    @Test("times are told to a microsecond in films of hours")
    func longFilms() throws {
        let folder = try TemporaryFolder()
        let path = try FilmMaker.encode(
            FilmMaker.stills(3), ["-c:v", "ffv1", "-output_ts_offset", "7200.123"], to: "a.mkv",
            in: folder)
        #expect(
            try VideoFile(path: path).frames().all().map(\.time) == [7200.123, 7200.223, 7200.323])
        let film = try VideoFile(path: path).selecting(FrameSelection(start: 0.1))
        #expect(film.beginning == 7200.123)
        #expect(try film.frames().all().map(\.time) == [7200.223, 7200.323])
    }

    @Test("a range without a frame is told, and how long the film is")
    func none() throws {
        let folder = try TemporaryFolder()
        let path = try FilmMaker.encode(FilmMaker.stills(6), [], to: "a.mp4", in: folder)
        for (selection, words) in [
            (FrameSelection(start: 70), "from 70 s on; the film lasts 0.6 s"),
            (
                FrameSelection(start: 0.41, end: 0.45),
                "from 0.41 s on and before 0.45 s; the film lasts"
            ),
        ] {
            let error = #expect(throws: MediaError.self) {
                try VideoFile(path: path).selecting(selection).frames().all()
            }
            let told = error?.description ?? ""
            #expect(told.hasPrefix("\(path): no frame is shown \(words)"), "\(told)")
            #expect(told.hasSuffix(" s, so choose other times"))
        }
    }

    @Test("a film that is cut is told where its end is asked for, and not where it is not needed")
    func cut() throws {
        let folder = try TemporaryFolder()
        let path = try FilmMaker.encode(
            FilmMaker.stills(20), ["-c:v", "ffv1"], to: "a.mkv", in: folder)
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        try folder.write(whole.prefix(whole.count * 3 / 4), "a.mkv")
        for (selection, isTold) in [
            (FrameSelection(end: 0.5), false), (FrameSelection(start: 0.5), true),
            (FrameSelection(start: 0.5, end: 10, stride: 2), true),
        ] {
            let earlyEnd = EarlyEnd()
            let film = try VideoFile(path: path).selecting(selection)
            #expect(!(try film.frames(earlyEnd).all().isEmpty))
            guard case .videoCut(_, _, nil, _)? = earlyEnd.error else {
                #expect(!isTold, "\(selection)")
                continue
            }
            #expect(isTold, "\(selection)")
        }
    }

    @Test("of a folder every Nth is taken, by the names it has, and none by its time")
    func folders() throws {
        let folder = try TemporaryFolder()
        for index in 0..<7 {
            try RGBImage.gradient(8, 6).writePNG(to: folder.file("f\(index).png"))
        }
        let source = try FrameSource(path: folder.path)
        let frames = try source.selecting(FrameSelection(stride: 3)).frames().all()
        #expect(frames.map(\.stem) == ["f0", "f3", "f6"])
        #expect(frames.map(\.index) == [0, 1, 2])
        let error = #expect(throws: MediaError.noTimes(path: folder.path)) {
            try source.selecting(FrameSelection(start: 1))
        }
        #expect(
            error?.description
                == "\(folder.path): its frames have no times to be chosen by; expected a film, read "
                + "by ffmpeg 4.3 or newer, so take every tenth of them, say, with --every 10")
    }
}
