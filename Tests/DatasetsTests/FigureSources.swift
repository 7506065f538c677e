import Audio
import Foundation
import Masks
import Media

@testable import Datasets

/// Everything that figures of an evaluation are made of but the model: two data sets that are equal in it
/// have the same figures.
struct FigureSources: Equatable {
    private var lines: [String] = []

    /// - Throws: where an evaluation stops too.
    init(_ dataset: Dataset, root: String) throws {
        let truth = TruthReader()
        for video in dataset.videos {
            lines.append("video \(video.id) \(try Self.frames(video.frames))")
            for sentence in video.sentences {
                let name = "\(video.id) \(sentence.id)"
                lines.append("\(name) \(sentence.text) \(sentence.object ?? "")")
                if let speech = sentence.speech {
                    lines.append("\(name) \(try Recording(path: speech).samples.hashValue)")
                }
                for target in sentence.targets {
                    let mask = try target.truth.map { try truth.mask($0) }
                    lines.append("\(name) \(target.frame) \(mask.map { $0.bytes.hashValue } ?? 0)")
                }
            }
            for image in video.labelImages {
                lines.append("\(video.id) \(try truth.labels(image).labels.hashValue)")
            }
        }
        // The order of videos and sentences changes no figure.
        lines.sort()
    }

    private static func frames(_ frames: VideoFrames) throws -> String {
        switch frames {
        case .images(let paths):
            return try paths.map { "\(try RGBImage(path: $0).pixels.hashValue)" }
                .joined(separator: " ")
        case .file(let path):
            let reader = try VideoFile(path: path).frames()
            var all: [String] = []
            while let frame = try reader.next() { all.append("\(frame.image.pixels.hashValue)") }
            return all.joined(separator: " ")
        }
    }
}
