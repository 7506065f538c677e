import Segmenter

let segmenter = try Segmenter()
let queries = try segmenter.prepare(["the yellow taxi"])
let clip = try FrameSource(path: "frames")
let outcome = try segmenter.segment(clip, queries) { frame in
    let masks = frame.objects.map(\.mask)
    let picture = Overlay().draw(masks, on: frame.image)
    try picture.writeJPEG(to: "\(frame.name)-overlay.jpg")
}
print(outcome.queries[0].matched, outcome.queries[0].presence)
