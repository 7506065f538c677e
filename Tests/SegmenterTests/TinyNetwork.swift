import Foundation
import Media
import ModelFiles
import TinyCheckpoint

@testable import Segmenter

/// A published model at toy size, as the pipeline opens it.
enum TinyNetwork {
    /// - `config`: its text encoder's vocabulary is `TinyCheckpoint.vocabulary`.
    static func load(
        _ config: any FamilyConfig, following clipProtocol: SegmentationProtocol
    ) throws -> any Network {
        let folder = NSTemporaryDirectory() + "network-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try TinyCheckpoint.write(model: config, to: folder)
        try TinyCheckpoint.writeVocabulary(to: folder)
        return try NetworkLoader.load(
            weights: URL(fileURLWithPath: folder + "/model.safetensors"), tokenizer: nil,
            following: clipProtocol, threads: 2)
    }
}

/// A made-up picture, another for each shade.
func image(_ width: Int, _ height: Int, shade: Int = 0) -> RGBImage {
    RGBImage(
        width: width, height: height,
        pixels: (0..<(width * height * 3)).map { UInt8(truncatingIfNeeded: $0 * (shade + 3)) })
}

/// Height and width.
func size(_ image: RGBImage) -> [Int] { [image.height, image.width] }
