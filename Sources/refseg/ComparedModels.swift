import ArgumentParser
import Evaluation
import Foundation
import Segmenter

/// The models of a comparison, all of which can be run as the user asked.
struct ComparedModels {
    let models: [ComparedModel]

    /// Looks whether every path names another file.
    ///
    /// - Throws: `ValidationError`.
    static func check(_ paths: [String]) throws {
        var known: [String: String] = [:]
        for path in paths {
            let file = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
            guard let other = known.updateValue(path, forKey: file) else { continue }
            throw ValidationError(
                other == path
                    ? "--model \(path): named twice; expected each model once"
                    : "--model \(path): the same file as \(other); expected each model once")
        }
    }

    /// - `paths`: at least two.
    /// - Throws: `ValidationError` for a protocol that not every model follows, and what is wrong with a
    ///   model.
    init(_ paths: [String], _ loader: ModelLoader) throws {
        var refusal: SegmenterError?
        var takers = 0
        models = try zip(ModelLabels.labels(of: paths), paths).map { label, path in
            let loaded: (Segmenter, SegmentationProtocol)
            do {
                loaded = try loader.segmenter(path)
                takers += 1
            } catch let error as SegmenterError {
                switch error {
                case .otherTokenizer:
                    refusal = refusal ?? error
                    loaded = try loader.segmenter(path, takesTokenizer: false)
                case .otherProtocol, .noProtocol:
                    guard let asked = loader.asked else { throw error }
                    throw ValidationError(
                        "--protocol \(asked.rawValue): \(path) cannot follow it; expected a protocol that "
                            + "every model follows, or none, and each follows its authors' for the benchmark"
                    )
                default: throw error
                }
            }
            return ComparedModel(label, loaded.0, following: loaded.1)
        }
        // A vocabulary that no model reads was meant for one.
        if takers == 0, let refusal { throw refusal }
    }
}
