/// The numbers of a text encoder.
package struct TextConfig: Sendable, Equatable {
    /// Pieces.
    package var vocabulary: Int
    /// Rows of the position table, two of which are never used by words.
    package var positions: Int
    package var width: Int
    package var heads: Int
    package var layers: Int
    /// Width between the two products of a layer.
    package var intermediate: Int

    package init(
        vocabulary: Int, positions: Int, width: Int, heads: Int, layers: Int, intermediate: Int
    ) {
        (self.vocabulary, self.positions) = (vocabulary, positions)
        (self.width, self.heads, self.layers) = (width, heads, layers)
        self.intermediate = intermediate
    }

    /// Tokens that a text may have, `<s>` and `</s>` among them.
    package var longestText: Int { positions - 2 }
}

extension ReferFormerConfig {
    /// Those of the text encoder.
    package var text: TextConfig {
        TextConfig(
            vocabulary: vocabulary, positions: positions, width: textHidden, heads: textHeads,
            layers: textLayers, intermediate: textIntermediate)
    }
}
