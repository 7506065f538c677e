import Foundation
import Layers
import ReferFormer
import Tensors
import Testing

/// Reference values of every stage, in PyTorch's layouts.
struct Golden {
    let file: SafetensorsFile
    /// Per stage: largest difference between the reference in single and in double precision.
    let gaps: [String: Double]

    init(_ name: String) throws {
        file = try SafetensorsFile(path: Self.path("\(name).safetensors"))
        let gapFile = Self.path("\(name).fp64gap.json")
        if FileManager.default.fileExists(atPath: gapFile) {
            let data = try Data(contentsOf: URL(fileURLWithPath: gapFile))
            gaps = try JSONDecoder().decode([String: [Double]].self, from: data)
                .compactMapValues(\.first)
        } else {
            gaps = [:]
        }
    }

    static func path(_ name: String) -> String {
        Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(name)").path
    }

    static func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path("\(name).safetensors"))
    }

    func tensor(_ name: String) throws -> Tensor { try #require(file.tensor(name), "\(name)") }

    func integers(_ name: String) throws -> [Int] { try #require(file.integers(name), "\(name)") }

    /// Frames `[n, channels, height, width]` as `[n, height, width, channels]`.
    func frames(_ name: String) throws -> Tensor { Self.channelsLast(try tensor(name)) }

    /// A stage in the layout in which the model records it.
    func stage(_ name: String) throws -> Tensor {
        let tensor = try tensor(name)
        let family = name.split(separator: ".").first ?? ""
        if name == "text.pos" { return Self.swapped(tensor, 1, 2) }
        if family == "fused" || name.hasPrefix("fpn.xattn") { return Self.swapped(tensor, 0, 1) }
        let isMap = ["bb", "pos", "proj", "fpn", "prior"].contains(family)
        return isMap && tensor.shape.count == 4 ? Self.channelsLast(tensor) : tensor
    }

    /// Names of the stages between input and post-processing.
    var stages: [String] {
        file.names.filter { name in
            !["in.", "out.", "post.", "bb.mask"].contains { name.hasPrefix($0) }
        }
    }

    private static func channelsLast(_ x: Tensor) -> Tensor { swapped(swapped(x, 1, 2), 2, 3) }

    private static func swapped(_ x: Tensor, _ first: Int, _ second: Int) -> Tensor {
        precondition(second == first + 1)
        let outer = x.shape[..<first].reduce(1, *)
        let (rows, columns) = (x.shape[first], x.shape[second])
        let inner = x.shape[(second + 1)...].reduce(1, *)
        var shape = x.shape
        shape.swapAt(first, second)
        return .filled(shape) { swapped in
            x.withUnsafeBuffer { x in
                for block in 0..<outer {
                    for row in 0..<rows {
                        for column in 0..<columns {
                            let from = ((block * rows + row) * columns + column) * inner
                            let to = ((block * columns + column) * rows + row) * inner
                            for i in 0..<inner { swapped[to + i] = x[from + i] }
                        }
                    }
                }
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
    init(_ stage: String, _ actual: Tensor, _ expected: Tensor, gap: Double = 0) {
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
        self.largest = Double(largest)
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
            return Difference(
                name, actual, try golden.stage(name), gap: golden.gaps[name] ?? 0)
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
