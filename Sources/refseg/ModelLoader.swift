import Foundation
import Segmenter

/// Loads models for an evaluation, each following the benchmark's protocol, or its own where it has only
/// one.
struct ModelLoader {
    /// What the user asked for; nil to follow the benchmark.
    let asked: SegmentationProtocol?

    private let usual: SegmentationProtocol
    private let running: RunningOptions
    private let audioModel: String?

    /// - `usual`: the benchmark's protocol.
    init(
        _ running: RunningOptions, audioModel: String?, asked: SegmentationProtocol?,
        usual: SegmentationProtocol
    ) {
        (self.running, self.audioModel) = (running, audioModel)
        (self.asked, self.usual) = (asked, usual)
    }

    /// - `model`: a path; nil for the model in the package.
    /// - `takesTokenizer`: false for a model that reads the package's own.
    /// - Throws: what is wrong with the model.
    func segmenter(
        _ model: String?, takesTokenizer: Bool = true
    ) throws -> (Segmenter, SegmentationProtocol) {
        func load(_ clipProtocol: SegmentationProtocol) throws -> Segmenter {
            try running.segmenter(
                model, takesTokenizer: takesTokenizer, following: clipProtocol,
                audioModel: audioModel)
        }
        do {
            return (try load(asked ?? usual), asked ?? usual)
        } catch SegmenterError.otherProtocol where asked == nil {
            return (try load(.windows), .windows)
        }
    }
}
