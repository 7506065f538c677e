import Foundation
import ModelFiles
import Tensors
import Weights

/// Reference values of a model's stages, in PyTorch's layouts, all or every k-th of them.
package struct Golden {
    package let file: SafetensorsFile
    /// Per stage: largest difference between the reference in single and in double precision.
    private let gaps: [String: Double]
    /// What is known of the stages of which only slices are kept.
    private let slices: [String: Slice]

    /// Every `stride`-th value of a tensor.
    private struct Slice: Decodable {
        let shape: [Int]
        let stride: Int
        let absmax: Double
    }

    /// Opens a file of reference values; differences between precisions are in `NAME.fp64gap.json`
    /// beside it, where there are any.
    ///
    /// - Throws: `WeightsError`, `VerificationError.badGolden`.
    package init(path: String) throws {
        file = try SafetensorsFile(path: path)
        let stem = path.hasSuffix(".safetensors") ? String(path.dropLast(12)) : path
        let gapFile = "\(stem).fp64gap.json"
        let decoder = JSONDecoder()
        do {
            let data = FileManager.default.contents(atPath: gapFile)
            gaps =
                try data.map {
                    try decoder.decode([String: [Double]].self, from: $0)
                        .compactMapValues(\.first)
                } ?? [:]
            slices =
                try file.metadata["stats"].map {
                    try decoder.decode([String: Slice].self, from: Data($0.utf8))
                } ?? [:]
        } catch {
            throw VerificationError.badGolden(
                path: path, found: "numbers about its stages that cannot be read")
        }
    }

    /// The configuration of the model that the values were made with.
    ///
    /// - Throws: `VerificationError.badGolden`, `ReferFormerError.badConfig`.
    package func config() throws -> ModelConfig {
        guard let text = try withFrames().file.metadata["config"] else {
            throw VerificationError.badGolden(path: file.path, found: "no model's name")
        }
        return try ModelConfig(json: text, path: file.path)
    }

    /// The generator's weights that the values were made with.
    package var weights: GeneratedWeights {
        GeneratedWeights(seed: file.metadata["seed"].flatMap(UInt64.init) ?? 1)
    }

    /// - Throws: `VerificationError.badGolden` where there is none of that name.
    package func tensor(_ name: String) throws -> Tensor { try found(file.tensor(name), name) }

    /// - Throws: `VerificationError.badGolden` where there is none of that name.
    package func integers(_ name: String) throws -> [Int] { try found(file.integers(name), name) }

    private func found<Value>(_ value: Value?, _ name: String) throws -> Value {
        guard let value else {
            throw VerificationError.badGolden(path: file.path, found: "no tensor \(name)")
        }
        return value
    }

    /// Frames `[n, channels, height, width]` as `[n, height, width, channels]`.
    package func frames(_ name: String) throws -> Tensor {
        Self.permuted(try tensor(name), [0, 2, 3, 1])
    }

    /// A stage in the layout in which the model records it.
    package func stage(_ name: String) throws -> Tensor {
        let tensor = try tensor(name)
        if clips > 1, hasTokensFirst, name.hasPrefix("bb.feat") {
            let shape = [tensor.shape[0] / clips, clips] + tensor.shape.dropFirst()
            return Self.permuted(tensor.reshaped(shape), [1, 0, 3, 4, 2])
        }
        return Self.permuted(tensor, axes(of: name, tensor.shape.count))
    }

    /// Names of the stages between input and post-processing.
    package var stages: [String] {
        file.names.map {
            $0.hasPrefix(Self.slicePrefix) ? String($0.dropFirst(Self.slicePrefix.count)) : $0
        }
        .filter { name in
            !["in.", "out.", "post.", "bb.mask", "enc.mask"].contains { name.hasPrefix($0) }
        }
    }

    /// How far what the model recorded under a name is from the values here.
    package func difference(_ name: String, _ actual: Tensor) throws -> StageDifference {
        let gap = gaps[name] ?? 0
        guard let slice = slices[name], let values = file.tensor(Self.slicePrefix + name) else {
            return StageDifference(name, actual, try stage(name), gap: gap)
        }
        let axes = axes(of: name, slice.shape.count)
        let places = Self.places(slice.shape, axes)
        guard slice.stride > 0, actual.count > 0 else {
            throw VerificationError.badGolden(path: file.path, found: "no slice of \(name)")
        }
        let picked = actual.withUnsafeBuffer { actual in
            stride(from: 0, to: slice.shape.reduce(1, *), by: slice.stride).map {
                actual[places($0) % actual.count]
            }
        }
        return StageDifference(
            name, Tensor(shape: [picked.count], values: picked), values, gap: gap,
            largest: slice.absmax)
    }

    private static let slicePrefix = "slice:"

    /// Clips of a batch that is padded to one size; 0 where there is one clip alone.
    package var clips: Int {
        (0...).prefix { file.layout(of: "in.ids.\($0)") != nil }.count
    }

    /// Whether the transformer's stages have tokens before frames, and the backbone's the frames of
    /// all clips before those at the next time, as MTTR's have.
    private var hasTokensFirst: Bool { file.metadata["config"]?.contains("mttr") ?? false }

    /// The axes of a stage as published, in the order in which the model records them.
    private func axes(of name: String, _ rank: Int) -> [Int] {
        let family = name.split(separator: ".").first ?? ""
        if name == "text.pos" { return [0, 2, 1] }
        if hasTokensFirst && rank == 3 && ["enc", "dec"].contains(family) { return [1, 0, 2] }
        if family == "fused" || name.hasPrefix("fpn.xattn") { return [1, 0, 2] }
        if family == "voc" && rank == 3 && name != "voc.out" { return [1, 0, 2] }
        let isMap = ["bb", "pos", "proj", "fpn", "prior"].contains(family)
        return isMap && rank == 4 ? [0, 2, 3, 1] : Array(0..<rank)
    }

    /// Where an element of a published tensor is once the axes are in another order.
    private static func places(_ shape: [Int], _ axes: [Int]) -> (Int) -> Int {
        var strides = Array(repeating: 1, count: shape.count)
        var stride = 1
        for axis in axes.reversed() {
            strides[axis] = stride
            stride *= shape[axis]
        }
        return { index in
            var (rest, place) = (index, 0)
            for axis in shape.indices.reversed() {
                place += rest % shape[axis] * strides[axis]
                rest /= shape[axis]
            }
            return place
        }
    }

    private static func permuted(_ x: Tensor, _ axes: [Int]) -> Tensor {
        guard axes != Array(0..<x.shape.count), x.shape.count == axes.count else { return x }
        let places = places(x.shape, axes)
        return .filled(axes.map { x.shape[$0] }) { permuted in
            x.withUnsafeBuffer { x in
                for i in x.indices { permuted[places(i)] = x[i] }
            }
        }
    }
}
