/// Every number that shapes a model of the ReferFormer family (Wu et al., arXiv:2201.00487).
///
/// Stored as JSON in the metadata of the weights file, under `config`.
package struct ReferFormerConfig: Sendable, Equatable {
    /// Where the image reads the words.
    package enum Fusion: String, Codable, Sendable {
        /// Each level before the deformable encoder, as published.
        case beforeEncoder = "before_encoder"
        /// The encoder's memory, so that backbone and encoder run once for all queries.
        case afterEncoder = "after_encoder"
    }

    package var backbone: Backbone
    /// Red, green, blue, and the evidence channels where the model sees any.
    package var inputChannels: Int

    // Transformer
    package var hidden: Int
    package var heads: Int
    package var feedforward: Int
    package var encoderLayers: Int
    package var decoderLayers: Int
    package var levels: Int
    package var points: Int
    package var queries: Int
    /// Numbers that a class head gives for a query, the largest of which is its score; one where a head only
    /// says whether the query is meant.
    package var classes = 1
    package var fusion: Fusion
    /// Heads of all attention to words, and of the pyramid's attention to itself.
    package var fusionHeads: Int

    // Masks
    /// Width of the feature pyramid.
    package var pyramid: Int
    /// Whether the pyramid attends to itself and to the words, as published.
    package var pyramidReadsWords: Bool
    package var maskFeatures: Int
    /// Channels of the dynamic convolutions.
    package var dynamic: Int
    /// Width of the prior head; 0 for none.
    package var prior: Int
    /// Width of the presence head; 0 for none. It needs the prior head.
    package var presence: Int
    /// Width of the products by which the presence head compares sight and sentence.
    package var agreement: Int
    /// Input channel that the prior adds to its logits; -1 for none.
    package var contrastChannel: Int

    // Photographs
    /// What knows photographs beside the backbone; nil for nothing.
    package var recognition: RecognitionConfig?

    // Text
    package var vocabulary: Int
    /// Rows of the position table, two of which are never used by words.
    package var positions: Int
    package var textHidden: Int
    package var textHeads: Int
    package var textLayers: Int
    package var textIntermediate: Int

    /// Channels of the backbone's feature maps at strides 4, 8, 16, 32.
    package var featureChannels: [Int] { backbone.channels }

    /// Rows, or columns, of mask logits for frames of so many pixels.
    package func maskSide(_ pixels: Int) -> Int {
        (backbone.description.reachesBeyond ? pixels + 3 : pixels) / 4
    }

    /// Smallest side of a frame: the pyramid reduces the stride-4 map eight times.
    package var leastSide: Int { backbone.description.reachesBeyond ? 29 : 32 }

    /// Numbers that make the dynamic convolutions of one query: weights, then biases.
    var dynamicParameters: Int {
        dynamic * (maskFeatures + 2) + dynamic * dynamic + dynamic + 2 * dynamic + 1
    }
}
