import Foundation
import ReferFormer
import Weights

/// Every number that shapes an audio encoder; JSON in the metadata of its weights file, under
/// `audio_encoder`.
package struct AudioEncoderConfig: Codable, Sendable, Equatable {
    /// Mel bands of a frame.
    package var bands: Int
    /// Outputs of the two convolutions that take every second frame and band.
    package var channels: [Int]
    package var width: Int
    package var heads: Int
    package var feedforward: Int
    package var layers: Int
    /// Steps that a layer's convolution sees; odd.
    package var kernel: Int
    /// Pieces of the tokenizer.
    package var vocabulary: Int

    /// Bands that are left after both convolutions.
    var bandsLeft: Int { (bands + 3) / 4 }

    /// The configuration that a weights file carries, checked.
    ///
    /// - Throws: `ReferFormerError.noAudioConfig` or `.badConfig`.
    package init(from file: SafetensorsFile) throws {
        guard let text = file.metadata["audio_encoder"] else {
            throw ReferFormerError.noAudioConfig(path: file.path)
        }
        do {
            self = try JSONDecoder().decode(AudioEncoderConfig.self, from: Data(text.utf8))
        } catch {
            throw ReferFormerError.badConfig(
                path: file.path, field: "audio_encoder", found: String(text.prefix(80)),
                expected: "the numbers of an audio encoder as JSON")
        }
        try validate(path: file.path)
    }

    /// Checks that the numbers make a model, so that building one cannot fail but for the weights.
    func validate(path: String) throws {
        let check = ConfigCheck(path: path)
        for (key, value, range) in [
            (CodingKeys.bands, bands, 4...512), (.width, width, 8...2048),
            (.heads, heads, 1...64), (.feedforward, feedforward, 1...8192),
            (.layers, layers, 1...64), (.kernel, kernel, 1...63),
            (.vocabulary, vocabulary, 4...1_000_000),
        ] {
            try check("audio_encoder.\(key.stringValue)", value, in: range)
        }
        try check(
            channels.count == 2 && channels.allSatisfy { (1...512).contains($0) },
            "audio_encoder.channels", channels, "two numbers from 1 to 512")
        try check(
            width % heads == 0, "audio_encoder.width", width, "a multiple of the \(heads) heads")
        try check(kernel % 2 == 1, "audio_encoder.kernel", kernel, "an odd number")
    }
}
