import Foundation
import Language
import ModelFiles
import Speech
import Tensors

/// A network that was published: it reads RoBERTa's pieces, sees colour alone, and has an object for
/// every query.
protocol PublishedNetwork: Network {
    var checkpoint: PublishedCheckpoint { get }

    /// Reads a query's tokens.
    ///
    /// - Throws: `ReferFormerError`.
    func encode(_ tokens: [Int]) throws -> Query
}

extension PublishedNetwork {
    var weights: URL { checkpoint.weights }
    var name: String { checkpoint.file.modelName }
    var thresholds: ModelThresholds { .published }
    var compute: Compute { checkpoint.compute }
    var clipProtocol: SegmentationProtocol { checkpoint.clipProtocol }
    var preparation: TextPreparation { clipProtocol.isAnnotated ? .lowercased : .raw }
    var audioRoute: AudioRoute { .transcript }

    func encode(_ query: QueryText) throws -> (query: Query, isForeign: Bool) {
        let tokens = try checkpoint.tokenizer.encode(
            query.text, maximumLength: checkpoint.text.longestText)
        return (try encode(tokens.map(Int.init)), false)
    }

    func encode(heard: [HeardText]) throws -> Query {
        throw SegmenterError.noFeatureRoute(path: weights.relativePath)
    }
}
