import Foundation
import ReferFormer
import Tensors
import Weights

/// A published model of full size with generated weights, as a clip of 640×360 goes through it.
struct PublishedModel {
    private let config: ReferFormerConfig
    private let compute: Compute
    /// Of the last run, which is what `REFSEG_TRACE` writes too.
    private let trace = Trace.ofRun ?? Trace()
    private let place: TemporaryPlace

    private static let frames = 5
    private static let size = (height: 360, width: 640)
    /// A sentence of ten pieces, `<s>` and `</s>` around it.
    private static let tokens = [0] + Array(100..<110) + [2]

    init(_ config: ReferFormerConfig, precision: Precision, threads: Int) throws {
        self.config = config
        compute = try Compute(threads: threads, precision: precision, trace: trace)
        place = try TemporaryPlace()
    }

    func result(named name: String) throws -> BenchmarkResult {
        let path = place.file("model.safetensors")
        try GeneratedFile.write(config, to: path)
        compute.releaseUnusedBuffers()
        Processors.forgetPeakMemory()

        var loaded: ReferFormer?
        let first = try Stopwatch.time {
            let model = try ReferFormer(path: path, on: compute)
            try run(model, frames: 1)
            loaded = model
        }
        guard let model = loaded else { preconditionFailure("no model") }
        let runs = try Runs(
            peak: Compute(threads: compute.threads, precision: compute.precision, trace: nil)
        ) {
            trace.clear()
            try run(model, frames: Self.frames)
            return trace.spans
        }
        return BenchmarkResult(
            name: name, threads: compute.threads, frames: Self.frames, seconds: runs.seconds,
            stages: runs.stages, peak: runs.peak, first: first,
            memory: Processors.peakMemorySinceForgotten, repeated: runs.repeated,
            wasDisturbed: runs.wasDisturbed)
    }

    /// From pixels to the masks of one candidate, as a window of a clip is segmented.
    private func run(_ model: ReferFormer, frames: Int) throws {
        let pixels = Tensor.filled([frames, Self.size.height, Self.size.width, 3]) { values in
            for i in values.indices { values[i] = Float(i &* 2_654_435_761 % 4096) / 1024 - 2 }
        }
        let text = try model.encode([Self.tokens], on: compute)
        let parts = config.backbone.joinsFrames ? [0..<frames] : (0..<frames).map { $0..<$0 + 1 }
        let trunk = model.joined(
            try parts.map {
                try model.trunk(FrameBatch(clip: pixels.rows($0)), on: compute)
            }, on: compute)
        let decoded = model.decode(trunk, text, on: compute)
        _ = model.masks(decoded, trunk, query: 0, on: compute)
    }
}

/// Generated weights on the disk.
private enum GeneratedFile {
    static func write(_ config: ReferFormerConfig, to path: String) throws {
        let names = NamedShapes()
        _ = try ReferFormer(names, config: config, on: Compute(threads: 1, trace: nil))
        let json = String(decoding: try JSONEncoder().encode(config), as: UTF8.self)
        let stream = try SafetensorsStream(
            names.all.map { TensorLayout($0.name, .float32, $0.shape) },
            metadata: ["config": json], to: path)
        let generated = GeneratedWeights()
        for (name, shape) in names.all { try stream.append(generated.load(name, shape)) }
        try stream.finish()
    }

    /// Notes what a model asks for.
    private final class NamedShapes: WeightSource {
        var all: [(name: String, shape: [Int])] = []
        let path = "generated weights"
        let names: [String]? = nil

        func availability(_ name: String, _ shape: [Int]) -> WeightAvailability { .present }

        func load(_ name: String, _ shape: [Int]) -> Tensor {
            all.append((name, shape))
            return Tensor(zeros: shape)
        }
    }
}
