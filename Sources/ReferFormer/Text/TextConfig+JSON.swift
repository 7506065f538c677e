/// In JSON the numbers stand beside those of the whole model.
extension TextConfig: Codable {
    enum CodingKeys: String, CodingKey {
        case vocabulary, positions
        case width = "text_hidden"
        case heads = "text_heads"
        case layers = "text_layers"
        case intermediate = "text_intermediate"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let number = { (key: CodingKeys) in try container.decode(Int.self, forKey: key) }
        self.init(
            vocabulary: try number(.vocabulary), positions: try number(.positions),
            width: try number(.width), heads: try number(.heads), layers: try number(.layers),
            intermediate: try number(.intermediate))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        for (key, value, _) in numbers { try container.encode(value, forKey: key) }
    }

    /// Every number, and what it may be.
    private var numbers: [(key: CodingKeys, value: Int, range: ClosedRange<Int>)] {
        [
            (.vocabulary, vocabulary, 4...1_000_000), (.positions, positions, 4...65536),
            (.width, width, 1...8192), (.heads, heads, 1...128), (.layers, layers, 1...128),
            (.intermediate, intermediate, 1...32768),
        ]
    }

    /// Checks that the numbers make a network.
    ///
    /// - Throws: `ReferFormerError.badConfig`.
    package func validate(_ check: ConfigCheck) throws {
        for (key, value, range) in numbers { try check(key.stringValue, value, in: range) }
        try check(
            width % heads == 0, CodingKeys.width.stringValue, width,
            "a multiple of text_heads (\(heads))")
    }
}
