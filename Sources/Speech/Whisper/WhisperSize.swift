import Layers

/// The numbers that shape a Whisper model, as its tensors tell them.
package struct WhisperSize: Sendable, Equatable {
    /// Mel bands of a frame: 80, or 128 in large-v3.
    package let bands: Int
    package let width: Int
    package let feedforward: Int
    package let encoderLayers: Int
    package let decoderLayers: Int
    /// Steps of 20 ms that the encoder has positions for: 1500.
    package let steps: Int
    /// Tokens that the decoder has positions for: 448.
    package let positions: Int
    package let tokens: Int

    /// Tokens of a text at most.
    var longestText: Int { positions / 2 }
    /// Tokens of what was said before it at most: six positions are the marks between.
    var longestPrompt: Int { positions - longestText - 6 }

    /// 64 wide each, in all published models.
    package var heads: Int { width / Self.headWidth }
    private static let headWidth = 64

    /// The published model of this size.
    package var name: String {
        let kind =
            switch (width, decoderLayers) {
            case (384, 4): "tiny"
            case (512, 6): "base"
            case (768, 12): "small"
            case (1024, 24): "medium"
            case (1280, 32): "large"
            case (1280, 4): "large-turbo"
            default: "\(encoderLayers) + \(decoderLayers) layers of width \(width)"
            }
        return "Whisper \(kind)" + (tokens == WhisperVocabulary.english ? ".en" : "")
    }

    /// - `shapes`: of the tensors by their names in transformers, without `model.`
    /// - Throws: `WhisperError.notWhisper`.
    init(_ shapes: [String: [Int]], path: String) throws(WhisperError) {
        func shape(_ name: String, rank: Int) throws(WhisperError) -> [Int] {
            guard let shape = shapes[name], shape.count == rank, !shape.contains(0) else {
                throw .notWhisper(path: path, found: "no tensor \(name) of \(rank) axes")
            }
            return shape
        }
        func layers(_ part: String) -> Int {
            (0..<1000).first { shapes["\(part).layers.\($0).fc1.weight"] == nil } ?? 0
        }
        let first = try shape("encoder.conv1.weight", rank: 3)
        (width, bands) = (first[0], first[1])
        feedforward = try shape("encoder.layers.0.fc1.weight", rank: 2)[0]
        steps = try shape("encoder.embed_positions.weight", rank: 2)[0]
        positions = try shape("decoder.embed_positions.weight", rank: 2)[0]
        tokens = try shape("decoder.embed_tokens.weight", rank: 2)[0]
        (encoderLayers, decoderLayers) = (layers("encoder"), layers("decoder"))
        guard width % Self.headWidth == 0, width <= 4096, decoderLayers > 0, positions >= 64,
            steps <= 10_000, bands <= 512
        else {
            throw .notWhisper(
                path: path,
                found: "\(encoderLayers) + \(decoderLayers) layers of width \(width), "
                    + "\(positions) positions")
        }
    }
}
