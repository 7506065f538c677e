import Segmenter

/// Prints where an object is in every frame of a clip: `swift run SwiftAPI "the blue car" frames/`
@main
struct SwiftAPI {
    static func main() throws {
        guard CommandLine.arguments.count == 3 else {
            return print("usage: SwiftAPI <query> <folder of frames>")
        }
        let segmenter = try Segmenter()
        let queries = try segmenter.prepare([CommandLine.arguments[1]])
        let clip = try FrameSource(path: CommandLine.arguments[2])
        let outcome = try segmenter.segment(clip, queries) { frame in
            let mask = frame.objects[0].mask
            let box = mask.box.map { "\($0.width)x\($0.height) at \($0.x),\($0.y)" } ?? "nothing"
            print("\(frame.name): \(box), \(mask.area) pixels")
        }
        print("\(outcome.queries[0].text): presence \(outcome.queries[0].presence)")
    }
}
