import Foundation
import Media
import ReferencePython
import Testing

/// Everything that is written of a clip beside its masks, compared with the masks.
@Suite("Outputs of a clip")
struct ClipOutputTests {
    private static let car = Repository.root.appendingPathComponent("Examples/blue-car/frames").path

    /// The first six frames of an example, looked at for two things.
    private static func output(_ options: [String]) throws -> (TemporaryFolder, Report) {
        let place = try TemporaryFolder()
        try place.makeFolder("car")
        for index in 0..<6 {
            let name = String(format: "%05d.jpg", index)
            try FileManager.default.copyItem(
                atPath: "\(car)/\(name)", toPath: "\(place.path)/car/\(name)")
        }
        let outcome = try Program.run(
            [
                "-q", "blue car on the grass", "-q", "grass, \"green\"", "car", "-o", "out",
                "--quiet",
            ]
                + options, in: place)
        try #require(outcome.status == 0, "\(outcome.errors)")
        return (place, try Report(place.text("out/result.json")))
    }

    private static func mask(_ object: Report.Object) throws -> Mask {
        try RunLengths(
            width: object.mask.size[1], height: object.mask.size[0], compressed: object.mask.counts
        ).mask
    }

    @Test(
        "mattes, cutouts and composites are the frames and the masks",
        .enabled(if: Video.canEncode, "ffmpeg is not installed"))
    func pictures() throws {
        let (place, report) = try Self.output(
            ["--matte", "png", "--cutout", "--background", "#102030"])
        #expect(
            place.entries("out") == [
                "composite", "cutout", "masks", "matte", "overlay", "result.json",
            ])
        var found = 0
        for frame in report.frames {
            let image = try RGBImage(path: "\(place.path)/car/\(frame.name).jpg")
            var anything = [UInt8](repeating: 0, count: image.width * image.height)
            for object in frame.objects {
                let mask = try Self.mask(object)
                for (pixel, inside) in mask.bytes.enumerated() where inside == 1 {
                    anything[pixel] = 1
                }
                let matte = "\(place.path)/out/matte/\(object.query)/\(frame.name).png"
                #expect(try RGBImage(path: matte) == image)
                #expect(try Self.alpha(matte) == mask.bytes.map { $0 * 255 })
                let cutout = "out/cutout/\(object.query)/\(frame.name).png"
                guard let box = mask.box else {
                    #expect(throws: (any Error).self) { try place.bytes(cutout) }
                    continue
                }
                found += 1
                let alone = try RGBImage(path: "\(place.path)/\(cutout)")
                #expect((alone.width, alone.height) == (box.width, box.height))
                let alpha = try Self.alpha("\(place.path)/\(cutout)")
                #expect(alpha.reduce(0) { $0 + Int($1) / 255 } == mask.area)
            }
            let composite = try RGBImage(path: "\(place.path)/out/composite/\(frame.name).jpg")
            // Away from objects: what JPEG smooths over are blocks of 16 pixels.
            let isAway = { (x: Int, y: Int) in
                (max(0, y - 16)...min(image.height - 1, y + 16)).allSatisfy { row in
                    (max(0, x - 16)...min(image.width - 1, x + 16)).allSatisfy {
                        anything[row * image.width + $0] == 0
                    }
                }
            }
            for (x, y) in [(4, 4), (315, 4), (160, 6), (4, 175)] where isAway(x, y) {
                let at = 3 * (y * 320 + x)
                for (sample, wanted) in zip(composite.pixels[at..<(at + 3)], [0x10, 0x20, 0x30]) {
                    #expect(abs(Int(sample) - wanted) <= 8)
                }
            }
        }
        #expect(found >= 6)
    }

    /// The alpha of a PNG of 8-bit RGB and alpha, as the reference library reads it.
    private static func alpha(_ path: String) throws -> [UInt8] {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["ffmpeg", "-v", "error", "-nostdin", "-i", path, "-vf", "alphaextract,format=gray"]
            + ["-f", "rawvideo", "-"]
        process.standardOutput = pipe
        try process.run()
        let bytes = [UInt8](pipe.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        return bytes
    }

    @Test("labels, table and tree are the masks, too")
    func exports() throws {
        let (place, report) = try Self.output(
            ["--export", "palette", "--export", "csv", "--export", "youtube-vos", "--no-overlay"])
        #expect(
            place.entries("out") == ["boxes.csv", "labels", "masks", "result.json", "youtube-vos"])
        var lines = try place.text("out/boxes.csv").components(separatedBy: "\r\n")
        #expect(
            lines.removeFirst()
                == "frame,name,time,query,text,presence,score,x,y,width,height,area")
        #expect(lines.removeLast() == "")
        #expect(lines.count == 12)
        for frame in report.frames {
            let masks = try frame.objects.map(Self.mask)
            let labels = try LabelMap(path: "\(place.path)/out/labels/\(frame.name).png")
            for (pixel, label) in labels.labels.enumerated() {
                // The later of two that overlap.
                let wanted = masks[1].bytes[pixel] == 1 ? 2 : masks[0].bytes[pixel]
                #expect(label == wanted)
            }
            for (query, text) in ["blue car on the grass", "\"grass, \"\"green\"\"\""].enumerated()
            {
                let object = frame.objects[query]
                let box = object.box.map { "\($0.x),\($0.y),\($0.width),\($0.height)" } ?? ",,,"
                #expect(
                    lines[2 * frame.index + query]
                        == "\(frame.index),\(frame.name),,\(query),\(text),\(object.presence),"
                        + "\(object.score),\(box),\(masks[query].area)")
                let name = "\(query)/\(frame.name).png"
                #expect(
                    try place.bytes("out/youtube-vos/Annotations/car/\(name)")
                        == place.bytes("out/masks/\(name)"))
            }
        }
        struct Expression: Decodable, Equatable { let exp: String }
        struct Video: Decodable { let expressions: [String: Expression], frames: [String] }
        struct List: Decodable { let videos: [String: Video] }
        let list = try JSONDecoder().decode(
            List.self, from: place.bytes("out/youtube-vos/meta_expressions.json"))
        let video = try #require(list.videos["car"])
        #expect(video.frames == report.frames.map(\.name))
        #expect(video.expressions["1"] == Expression(exp: "grass, \"green\""))
        #expect(video.expressions.count == 2)
    }

    @Test(
        "pycocotools reads coco.json, and has the same masks, areas and boxes",
        .enabled(if: ReferencePython.isReady, Comment(rawValue: ReferencePython.hint)))
    func coco() throws {
        struct Case: Encodable { let path: String }
        struct Annotation: Decodable {
            let image: String, category: String, score: Double, rows: [[Int]]
            let area: Int, bbox: [Int]
        }
        let (place, report) = try Self.output(["--export", "coco", "--no-overlay"])
        #expect(place.entries("out") == ["coco.json", "masks", "result.json"])
        let found: [Annotation] = try ReferencePython.run(
            "coco_annotations.py", on: Case(path: "\(place.path)/out/coco.json"))
        let wanted = report.frames.flatMap { frame in
            frame.objects.filter { $0.box != nil }.map { (frame, $0) }
        }
        #expect(found.count == wanted.count)
        for (annotation, (frame, object)) in zip(found, wanted) {
            #expect(annotation.image == frame.name + ".jpg")
            #expect(annotation.category == report.queries[object.query].text)
            #expect(abs(annotation.score - object.score) < 1e-4)
            let mask = try Self.mask(object)
            #expect(annotation.area == mask.area)
            let box = try #require(mask.box)
            #expect(annotation.bbox == [box.x, box.y, box.width, box.height])
            let rows = (0..<mask.height).map { y in
                (0..<mask.width).filter { mask.bytes[y * mask.width + $0] == 1 }
            }
            #expect(annotation.rows == rows)
        }
    }
}
