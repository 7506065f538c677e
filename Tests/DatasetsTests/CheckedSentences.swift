import Foundation
import Testing

@testable import Datasets

/// Contents do not matter here.
struct Anything: Decodable {
    init(from decoder: any Decoder) throws {}
}

/// The sentences of a check after some damage; `ROOT` stands for the dataset's folder.
func sentences(
    _ maker: String, _ benchmark: Benchmark, subset: String? = nil, decodesVideos: Bool = false,
    _ damage: (Miniature<Anything>) throws -> Void
) throws -> [String] {
    var sentences: [String] = []
    try Miniature.with(maker, Anything.self) { made in
        try damage(made)
        let summary = try DatasetCheck.run(
            benchmark, root: made.root, subset: subset, decodesVideos: decodesVideos)
        #expect(
            summary.isUsable == !summary.problems.contains(where: \.stopsEvaluation))
        sentences = summary.problems.map {
            $0.description.replacingOccurrences(of: made.root, with: "ROOT")
        }
    }
    return sentences
}

/// Paths of A2D-Sentences.
enum A2DPaths {
    static let masks = "text_annotations/a2d_annotation_with_instances"
    static let annotation = "text_annotations/a2d_annotation.txt"
}
