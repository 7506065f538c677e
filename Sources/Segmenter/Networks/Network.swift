import Decisions
import Foundation
import Language
import Media
import Speech
import Tensors

/// A model with its tokenizer, as the pipeline uses it: queries in once, then any number of passes
/// over clips.
protocol Network: Sendable {
    /// A query as this network reads it.
    associatedtype Query: ReadQuery

    /// The weights file.
    var weights: URL { get }
    /// The model's name in the file's metadata, or the file's own.
    var name: String { get }
    /// From which probabilities on it says yes.
    var thresholds: ModelThresholds { get }

    /// Computes for this model.
    var compute: Compute { get }

    /// What is done to a text before the model reads it.
    var preparation: TextPreparation { get }

    /// Reads a query; also tells whether most of it is foreign to the vocabulary.
    func encode(_ query: QueryText) throws -> (query: Query, isForeign: Bool)

    /// Frees what reads texts, where that is large: no query is read for a while.
    func releaseText()

    /// How spoken queries reach this model where nothing else is asked for.
    var audioRoute: AudioRoute { get }

    /// Reads a query as it was heard.
    ///
    /// - `heard`: what may have been said, the likeliest first; never empty.
    /// - Throws: `SegmenterError.noFeatureRoute` for a model with another vocabulary.
    func encode(heard: [HeardText]) throws -> Query

    /// One pass over a clip.
    ///
    /// - `logit`: a mask logit above this belongs to the object.
    /// - `contests`: one for every query; queries of one may share the pixels of a frame.
    func pass(
        _ queries: [Query], logit: Float, contests: [Int], within resources: PassResources
    ) -> any Pass

    /// Frames of a neighbourhood.
    var neighbourhood: Int { get }

    /// Every candidate of every query in one frame of a few, at the frame's own size.
    ///
    /// - `place`: of the frame among its neighbours.
    /// - Throws: `SegmenterError.noProtocol` where single frames were never asked of such a network.
    func candidates(
        in neighbourhood: [RGBImage], place: Int, _ queries: [Query]
    ) throws -> [[Candidate]]
}

extension Network {
    func releaseText() {}

    var neighbourhood: Int { Neighbourhood.length }
}

// For those who keep queries without knowing which network read them.
extension Network {
    /// As `pass`.
    func pass(
        reading queries: [any ReadQuery], logit: Float, contests: [Int],
        within resources: PassResources
    ) -> any Pass {
        pass(queries.map(own), logit: logit, contests: contests, within: resources)
    }

    /// As `candidates`.
    func candidates(
        in neighbourhood: [RGBImage], place: Int, reading queries: [any ReadQuery]
    ) throws -> [[Candidate]] {
        try candidates(in: neighbourhood, place: place, queries.map(own))
    }

    private func own(_ query: any ReadQuery) -> Query {
        guard let query = query as? Query else {
            preconditionFailure("a query that a network of another kind has read")
        }
        return query
    }
}
