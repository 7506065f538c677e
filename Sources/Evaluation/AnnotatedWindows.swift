import Datasets
import Decisions
import Media
import Segmenter

/// The frames around each annotated frame of a video, which is decoded once, with no more of it in
/// memory than the windows need.
struct AnnotatedWindows {
    /// A frame and those around it.
    struct Window {
        let images: [RGBImage]
        /// The first place that holds the frame.
        let place: Int
    }

    private var kept: [Int: RGBImage] = [:]
    private let count: Int

    /// Decodes a video.
    ///
    /// - `annotated`: positions from 0.
    /// - Throws: `MediaError`.
    init(_ frames: VideoFrames, around annotated: Set<Int>) throws {
        let reach = Neighbourhood.length / 2
        func isNeeded(_ index: Int) -> Bool {
            (index - reach...index + reach).contains(where: annotated.contains)
        }
        switch frames {
        case .images(let paths):
            count = paths.count
            let last = count - 1 - Neighbourhood.length
            for (index, path) in paths.enumerated() {
                let belongsToTheEnd = index > last && annotated.contains { $0 >= paths.count }
                if isNeeded(index) || belongsToTheEnd { kept[index] = try RGBImage(path: path) }
            }
        case .file(let path):
            let reader = try VideoFile(path: path).frames()
            var read = 0
            while let frame = try reader.next() {
                kept[frame.index] = frame.image
                read = frame.index + 1
                // The latest frames stay: annotations beyond the end are judged at the last one.
                let old = frame.index - Neighbourhood.length
                if old >= 0, !isNeeded(old) { kept[old] = nil }
            }
            count = read
        }
    }

    /// The window of an annotated frame; of the last frame where the video ends before it, as the
    /// published loaders have it.
    subscript(_ frame: Int) -> Window {
        let window = Neighbourhood.around(min(frame, count - 1), of: count)
        return Window(images: window.frames.compactMap { kept[$0] }, place: window.place)
    }
}
