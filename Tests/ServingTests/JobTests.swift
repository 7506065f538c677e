import Foundation
import Media
import PlainClient
import Segmenter
import Testing

@testable import Serving

@Suite("Jobs over HTTP")
struct JobTests {
    @Test("frames go up, masks come down: the same as the library finds")
    func wholeWay() throws {
        let server = try TinyServer()
        let frames = try Pictures.clip(5)
        let queries = ["the red square", "the ground"]
        let id = try server.order(.clip(frames, queries))
        let events = try server.events(of: id)
        let told = try events.filter { $0.kind == "frame" }
            .map { try JSONDecoder().decode(JobFrame.self, from: $0.data) }
        #expect(told.map(\.index) == Array(0..<5))
        let last = try JSONDecoder().decode(
            JobStatus.self, from: try #require(events.last).data)
        #expect(last.state == .done && last.frames == 5 && last.expectedFrames == 5)
        #expect(last.width == 64 && last.height == 48)

        let folder = NSTemporaryDirectory() + "serving-clip-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (index, frame) in frames.enumerated() {
            try Data(frame).write(to: URL(fileURLWithPath: "\(folder)/\(index).jpg"))
        }
        var areas = 0
        let client = try server.client()
        try server.segmenter.segment(
            FrameSource(path: folder), try server.segmenter.prepare(queries)
        ) { frame in
            for (query, object) in frame.objects.enumerated() {
                let answer = try client.ask(
                    "GET", "/v1/jobs/\(id)/masks/\(query)/\(frame.index).png")
                #expect(answer.status == 200 && answer.fields["content-type"] == "image/png")
                #expect(try Array(answer.body) == object.mask.png())
                #expect(told[frame.index].objects[query].area == object.mask.area)
                areas += object.mask.area
            }
            let picture = try client.ask("GET", "/v1/jobs/\(id)/frames/\(frame.index).jpg")
            #expect(try Array(picture.body) == frame.image.jpeg())
        }
        #expect(areas > 0)
    }

    @Test("the result is the one that segment writes, by the names that the client gave")
    func result() throws {
        let server = try TinyServer()
        let id = try server.order(.clip(try Pictures.clip(3), ["the ground"]))
        _ = try server.events(of: id)
        let answer = try server.ask("GET", "/v1/jobs/\(id)/result.json")
        #expect(
            answer.fields["content-disposition"] == "attachment; filename=\"result.json\"")
        let report = try answer.decoded(SegmentationReport.self)
        #expect(report.format == "refseg.result" && report.program == "test")
        #expect(report.input.path == "3 frames from 0.jpg" && report.input.kind == "folder")
        #expect(report.frames.map(\.name) == ["00000", "00001", "00002"])
        #expect(report.queries.map(\.text) == ["the ground"])
        #expect(report.model == server.segmenter.identity)
    }

    @Test("all masks come as one archive, and the frames with the masks as alpha as another")
    func archives() throws {
        let server = try TinyServer()
        let id = try server.order(.clip(try Pictures.clip(3), ["the ground", "the square"]))
        _ = try server.events(of: id)
        let place = "/v1/jobs/\(id)"
        let mask = try server.mask("\(place)/masks/1/2.png")
        let frame = try RGBImage(path: "\(server.server.folder)/\(id)/frames/00002.jpg")
        let expected = [
            "masks": try server.ask("GET", "\(place)/masks/1/2.png").body,
            "mattes": Data(try RGBAImage(frame, opaqueIn: mask).png()),
        ]
        for (kind, last) in expected {
            let answer = try server.ask("GET", "\(place)/\(kind).zip")
            #expect(answer.status == 200 && answer.fields["content-type"] == "application/zip")
            #expect(
                answer.fields["content-disposition"] == "attachment; filename=\"\(kind).zip\"")
            let files = try StoredFiles(answer.body).files
            #expect(
                files.keys.sorted()
                    == (0...1).flatMap { query in
                        (0..<3).map { "\(kind)/\(query)/0000\($0).png" }
                    })
            #expect(files["\(kind)/1/00002.png"] == last)
        }
    }

    @Test("what else a query may mean in a frame: other things than the mask's, when asked for")
    func rivals() throws {
        let server = try TinyServer(model: TinyModel.windows)
        let id = try server.order(.clip(try Pictures.clip(3), ["the ground"]))
        _ = try server.events(of: id)
        let place = "/v1/jobs/\(id)/rivals/0/2"
        #expect(try server.ask("GET", "\(place)/0.png").status == 404)
        let told = try server.ask("GET", "\(place).json").decoded(Rivals.self)
        #expect(!told.rivals.isEmpty && told.rivals.count <= 4)
        #expect(told.rivals.map(\.score) == told.rivals.map(\.score).sorted(by: >))
        var masks = [try server.mask("/v1/jobs/\(id)/masks/0/2.png")]
        for (rival, it) in told.rivals.enumerated() {
            let mask = try server.mask("\(place)/\(rival).png")
            #expect(mask.area == it.area && mask.area > 0)
            for other in masks {
                let overlap = PackedMask(mask).overlap(with: PackedMask(other))
                #expect(2 * overlap.intersection < overlap.union)
            }
            masks.append(mask)
        }
        #expect(try server.ask("GET", "\(place).json").decoded(Rivals.self) == told)
        for other in ["0/3", "1/0"] {
            let answer = try server.ask("GET", "/v1/jobs/\(id)/rivals/\(other).json")
            #expect(answer.status == 404)
        }
        #expect(try server.ask("GET", "\(place)/\(told.rivals.count).png").status == 404)
    }

    @Test("a model that follows things from frame to frame has no rivals in one, and says so")
    func noRivals() throws {
        let server = try TinyServer()
        let id = try server.order(.clip(try Pictures.clip(1), ["the ground"]))
        _ = try server.events(of: id)
        let answer = try server.ask("GET", "/v1/jobs/\(id)/rivals/0/0.json")
        #expect(answer.status == 501 && answer.text.contains("follows things through a film"))
    }

    @Test("events go on where a client was when it left")
    func resumed() throws {
        let server = try TinyServer()
        let id = try server.order(.clip(try Pictures.clip(4), ["the ground"]))
        let all = try server.events(of: id)
        let rest = try server.ask(
            "GET", "/v1/jobs/\(id)/events", fields: ["Last-Event-ID: \(all.count - 3)"]
        ).events
        #expect(rest.map(\.data) == all.suffix(2).map(\.data))
    }

    @Test("what cannot be read is told by the client's names, never by the server's paths")
    func failed() throws {
        let server = try TinyServer()
        var form = Form()
        form.add("query", "the ground")
        form.add("input", Array(try Pictures.clip(1)[0].prefix(400)), file: "holiday.jpg")
        let id = try server.order(form)
        _ = try server.events(of: id)
        let status = try server.ask("GET", "/v1/jobs/\(id)").decoded(JobStatus.self)
        #expect(status.state == .failed)
        let error = try #require(status.error)
        #expect(error.hasPrefix("holiday.jpg: "), "\(error)")
        #expect(!error.contains("refseg-serve"), "\(error)")
        #expect(try server.ask("GET", "/v1/jobs/\(id)/result.json").status == 409)
    }

    @Test(
        "what may name other files is shown to nobody who would read it",
        arguments: [
            "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n\u{1}",
            "ffconcat version 1.0\nfile '/etc/passwd'",
            "<?xml version=\"1.0\"?><MPD></MPD>", "",
        ])
    func lists(_ text: String) throws {
        let server = try TinyServer()
        var form = Form()
        form.add("query", "the ground")
        form.add("input", Array(text.utf8), file: "film.mp4")
        let id = try server.order(form)
        _ = try server.events(of: id)
        let status = try server.ask("GET", "/v1/jobs/\(id)").decoded(JobStatus.self)
        #expect(status.state == .failed)
        #expect(status.error?.contains("expected a film or an image") == true, "\(status)")
    }

    @Test("one frame of so many is taken where that is asked for")
    func thinned() throws {
        let server = try TinyServer()
        var form = Form.clip(try Pictures.clip(5), ["the ground"])
        form.add("every", " 2 ")
        form.add("start", "")
        let id = try server.order(form)
        _ = try server.events(of: id)
        let report = try server.ask("GET", "/v1/jobs/\(id)/result.json")
            .decoded(SegmentationReport.self)
        #expect(report.frames.map(\.name) == ["00000", "00002", "00004"])
        #expect(report.input.taken?.every == 2)

        var timed = Form.clip(try Pictures.clip(2), ["the ground"])
        timed.add("end", "3.5")
        let other = try server.order(timed)
        _ = try server.events(of: other)
        let status = try server.ask("GET", "/v1/jobs/\(other)").decoded(JobStatus.self)
        #expect(status.state == .failed)
        #expect(
            status.error
                == "0.jpg: frames without times; expected a film, so leave start, end and fps "
                + "out, or take one frame of so many with every")
    }

    @Test(
        "numbers that are none, or say nothing together, are told at once",
        arguments: [
            (["threshold": "1"], "threshold: expected a number between 0 and 1, for example 0.5"),
            (["threshold": "nan"], "threshold: expected a number between 0 and 1, for example 0.5"),
            (["start": "1:20"], "start: expected seconds, for example 12.5"),
            (["end": "-1"], "end: expected seconds, for example 12.5"),
            (["end": "inf"], "end: expected seconds, for example 12.5"),
            (
                ["start": "2", "end": "2"],
                "start and end: nothing lies between them; expected an end after the start"
            ),
            (["fps": "0"], "fps 0.0: expected a number above 0, and 1000 at most, for example 5"),
            (["every": "1.5"], "every: expected a whole number from 1, for example 10"),
            (
                ["every": "0"],
                "every 0: expected a whole number from 1 to 100,000,000, for example 10 for every tenth frame"
            ),
            (
                ["fps": "1e-300"],
                "fps 1e-300: expected a number above 0, and 1000 at most, for example 5"
            ),
            (
                ["start": "1e300"],
                "start: no film is so long; expected a time of up to 100,000,000 seconds"
            ),
            (
                ["every": "2", "fps": "5"],
                "fps and every: both thin the frames out; expected one of them"
            ),
        ])
    func numbers(_ fields: [String: String], _ sentence: String) throws {
        let server = try TinyServer()
        var form = Form.clip(try Pictures.clip(1), ["the ground"])
        for (name, text) in fields { form.add(name, text) }
        let answer = try server.ask("POST", "/v1/segment", fields: [form.type], body: form.bytes)
        #expect(answer.status == 400)
        #expect(answer.error == sentence)
    }

    @Test("what is missing in a form is told at once")
    func incomplete() throws {
        let server = try TinyServer()
        for (form, expected) in [
            (Form.clip([], ["the dog"]), "no input"),
            (.clip(try Pictures.clip(1), []), "no query"),
            (.clip(try Pictures.clip(1), ["\u{7}"]), "control character"),
            (.clip(try Pictures.clip(1), [" "]), "it is empty"),
        ] {
            let answer = try server.ask(
                "POST", "/v1/segment", fields: [form.type], body: form.bytes)
            #expect(answer.status == 400 && answer.error.contains(expected), "\(answer.text)")
        }
        let plain = try server.ask("POST", "/v1/segment", body: Array("the dog".utf8))
        #expect(plain.status == 415)
    }
}
