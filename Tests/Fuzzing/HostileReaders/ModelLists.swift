import Foundation
import MTTR
import ModelFiles
import ReferFormer
import Tensors
import Weights

/// Names and shapes of small models of every family, in orders that inputs can point into.
struct ModelList: Sendable {
    let names: [String]
    let shapes: [[Int]]
    /// The configuration as a weights file carries it.
    let config: String

    static let all: [ModelList] = [
        list(ReferFormerConfig.tinyResNet), list(OnlineReferConfig(network: .tinySwin)),
        list(MTTRConfig.tiny), list(MUTRConfig.preset("mutr_tiny_convmae")), list(SOCConfig.tiny),
        list(MUTRConfig.preset("mutr_tiny_video_swin")),
    ]

    private static func list(_ config: (some FamilyConfig)?) -> ModelList {
        let recorder = ShapeRecorder()
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        do {
            guard let config else { fatalError("no preset of that name") }
            try config.build(recorder, on: Compute(threads: 1))
            let sorted = recorder.shapes.sorted { $0.key < $1.key }
            return ModelList(
                names: sorted.map(\.key), shapes: sorted.map(\.value),
                config: String(decoding: try encoder.encode(config), as: UTF8.self))
        } catch {
            fatalError("a model of \(type(of: config)): \(error)")
        }
    }

    /// Keeps what a model asks for.
    private final class ShapeRecorder: WeightSource {
        var shapes: [String: [Int]] = [:]

        var path: String { "a model" }
        var names: [String]? { nil }

        func availability(_ name: String, _ shape: [Int]) -> WeightAvailability { .present }

        func load(_ name: String, _ shape: [Int]) -> Tensor {
            shapes[name] = shape
            return Tensor(zeros: shape)
        }
    }
}
