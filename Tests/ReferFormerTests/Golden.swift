import Foundation
import Layers
import ReferFormer
import Tensors
import Testing

/// Reference values of every stage, in PyTorch's layouts, all or every k-th of them.
struct Golden {
    let file: SafetensorsFile
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

    init(_ name: String) throws {
        file = try SafetensorsFile(path: Self.path("\(name).safetensors"))
        let decoder = JSONDecoder()
        if let data = FileManager.default.contents(atPath: Self.path("\(name).fp64gap.json")) {
            gaps = try decoder.decode([String: [Double]].self, from: data)
                .compactMapValues(\.first)
        } else {
            gaps = [:]
        }
        slices =
            try file.metadata["stats"].map {
                try decoder.decode([String: Slice].self, from: Data($0.utf8))
            } ?? [:]
    }

    /// Where reference values may lie beside the checkout: too large to be part of it.
    static let sharedFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("shared/golden")

    static func path(_ name: String) -> String {
        let fixture = Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(name)").path
        return FileManager.default.fileExists(atPath: fixture)
            ? fixture : sharedFolder.appendingPathComponent(name).path
    }

    static func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path("\(name).safetensors"))
    }

    /// The model that the values were made with.
    func config() throws -> ReferFormerConfig {
        let configs: [String: ReferFormerConfig] = [
            "tiny_resnet": .tinyResNet, "tiny_swin": .tinySwin,
            "tiny_video_swin": .tinyVideoSwin, "resnet50": .resNet50, "swin_t": .swinTiny,
            "video_swin_t": .videoSwinTiny,
        ]
        let name = try #require(file.metadata["config"], "\(file.path) names no model")
        return try #require(configs[name.filter { $0 != "\"" }], "\(name)")
    }

    func tensor(_ name: String) throws -> Tensor { try #require(file.tensor(name), "\(name)") }

    func integers(_ name: String) throws -> [Int] { try #require(file.integers(name), "\(name)") }

    /// Frames `[n, channels, height, width]` as `[n, height, width, channels]`.
    func frames(_ name: String) throws -> Tensor { Self.permuted(try tensor(name), [0, 2, 3, 1]) }

    /// A stage in the layout in which the model records it.
    func stage(_ name: String) throws -> Tensor {
        let tensor = try tensor(name)
        return Self.permuted(tensor, Self.axes(of: name, tensor.shape.count))
    }

    /// Names of the stages between input and post-processing.
    var stages: [String] {
        file.names.map {
            $0.hasPrefix(Self.slicePrefix) ? String($0.dropFirst(Self.slicePrefix.count)) : $0
        }
        .filter { name in
            !["in.", "out.", "post.", "bb.mask"].contains { name.hasPrefix($0) }
        }
    }

    /// How far what the model recorded under a name is from the values here.
    func difference(_ name: String, _ actual: Tensor) throws -> Difference {
        let gap = gaps[name] ?? 0
        guard let slice = slices[name], let values = file.tensor(Self.slicePrefix + name) else {
            return Difference(name, actual, try stage(name), gap: gap)
        }
        let axes = Self.axes(of: name, slice.shape.count)
        let places = Self.places(slice.shape, axes)
        let all = actual.values
        let picked = stride(from: 0, to: slice.shape.reduce(1, *), by: slice.stride).map {
            all[places($0) % all.count]
        }
        return Difference(
            name, Tensor(shape: [picked.count], values: picked), values, gap: gap,
            largest: slice.absmax)
    }

    private static let slicePrefix = "slice:"

    /// The axes of a stage as published, in the order in which the model records them.
    private static func axes(of name: String, _ rank: Int) -> [Int] {
        let family = name.split(separator: ".").first ?? ""
        if name == "text.pos" { return [0, 2, 1] }
        if family == "fused" || name.hasPrefix("fpn.xattn") { return [1, 0, 2] }
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
        let places = places(x.shape, axes)
        return .filled(axes.map { x.shape[$0] }) { permuted in
            x.withUnsafeBuffer { x in
                for i in x.indices { permuted[places(i)] = x[i] }
            }
        }
    }
}

/// How far a stage is from its reference.
struct Difference: CustomStringConvertible {
    let stage: String
    let error: Double
    let tolerance: Double
    let largest: Double

    /// - `actual`: may leave out leading axes along which the reference repeats itself.
    /// - `largest`: the reference's largest magnitude, where `expected` is not all of it.
    init(
        _ stage: String, _ actual: Tensor, _ expected: Tensor, gap: Double = 0,
        largest known: Double? = nil
    ) {
        self.stage = stage
        guard actual.count > 0, expected.count % actual.count == 0 else {
            (error, tolerance, largest) = (.infinity, 0, 0)
            return
        }
        var (error, largest) = (Float(0), Float(0))
        actual.withUnsafeBuffer { actual in
            expected.withUnsafeBuffer { expected in
                for start in stride(from: 0, to: expected.count, by: actual.count) {
                    for i in 0..<actual.count {
                        let difference = abs(actual[i] - expected[start + i])
                        error = difference.isNaN ? .infinity : max(error, difference)
                        largest = max(largest, abs(expected[start + i]))
                    }
                }
            }
        }
        self.error = Double(error)
        self.largest = known ?? Double(largest)
        tolerance = max(1e-4 * self.largest, 4 * gap)
    }

    var diverges: Bool { !(error <= tolerance) }
    /// Error in parts of the largest magnitude.
    var relative: Double { largest > 0 ? error / largest : error }

    var description: String {
        let number = { (x: Double) in String(format: "%.3g", x) }
        return """
            \(stage): error \(number(error)), tolerance \(number(tolerance)) \
            (largest magnitude \(number(largest)))
            """
    }
}

extension StageRecorder {
    /// A stage under the reference's name, stages of all layers one after another where it stacks
    /// them.
    func tensor(_ name: String, on compute: Compute) -> Tensor? {
        if let tensor = self[name] { return tensor }
        var parts: [Tensor] = []
        while let part = self["\(name).\(parts.count)"] { parts.append(part) }
        return parts.isEmpty ? nil : compute.concatenate(parts, axis: 0)
    }

    /// Compares every stage of a golden file, in the order of computation.
    func differences(
        from golden: Golden, on compute: Compute, where isWanted: (String) -> Bool = { _ in true }
    ) throws -> [Difference] {
        let order = Dictionary(
            stages.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { $1 })
        let names = golden.stages.filter(isWanted).sorted {
            order[$0, default: .max] < order[$1, default: .max]
        }
        return try names.map { name in
            let actual = try #require(tensor(name, on: compute), "stage \(name) is not recorded")
            return try golden.difference(name, actual)
        }
    }
}

/// Fails with the first stage that diverges.
func expectParity(
    _ differences: [Difference], _ context: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let first = differences.first(where: \.diverges)
    #expect(
        first == nil, "\(context): first stage that diverges: \(first?.description ?? "")",
        sourceLocation: sourceLocation)
    if ProcessInfo.processInfo.environment["REFSEG_PARITY"] != nil,
        let worst = differences.max(by: { $0.error / $0.tolerance < $1.error / $1.tolerance })
    {
        print("\(context): \(differences.count) stages, worst \(worst)")
    }
}
