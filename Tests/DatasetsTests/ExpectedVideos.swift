import Masks
import Testing

@testable import Datasets

/// What a script says of a video (Tests/Reference/datasets/drawing.py, `described`).
struct ExpectedVideo: Decodable, Equatable {
    struct Target: Decodable, Equatable {
        let frame: Int
        var width: Int?
        var height: Int?
        /// The mask as COCO's compressed run lengths; nil where it is not published.
        var counts: String?
    }

    struct Sentence: Decodable, Equatable {
        let id: String
        let text: String
        var object: String?
        var annotator: Int?
        let targets: [Target]
    }

    let video: String
    let frames: Int
    let sentences: [Sentence]

    /// The same of a video that was read, its masks included.
    init(_ found: Video, _ truth: TruthReader) throws {
        video = found.id
        frames = try #require(found.frames.count)
        sentences = try found.sentences.map { sentence in
            Sentence(
                id: sentence.id, text: sentence.text, object: sentence.object,
                annotator: sentence.annotator,
                targets: try sentence.targets.map { target in
                    guard let place = target.truth else { return Target(frame: target.frame) }
                    let mask = try truth.mask(place)
                    return Target(
                        frame: target.frame, width: mask.width, height: mask.height,
                        counts: RunLengths(mask).compressed)
                })
        }
    }
}

extension Dataset {
    /// Everything in it, for comparison with a script's words.
    func described(_ truth: TruthReader) throws -> [ExpectedVideo] {
        try videos.map { try ExpectedVideo($0, truth) }
    }

    /// All sentences, with their videos.
    var allSentences: [(video: String, sentence: Sentence)] {
        videos.flatMap { video in video.sentences.map { (video.id, $0) } }
    }
}
