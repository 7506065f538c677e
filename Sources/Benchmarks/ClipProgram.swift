import Foundation
import Media
import Tensors

/// The program with the model of the package on a clip of 640×360: from JPEGs to masks in PNGs.
struct ClipProgram {
    private let program: String
    private let precision: Precision
    private let threads: Int
    private let place: TemporaryPlace

    private static let frames = 40
    private static let query = "the dog on the left"

    init(_ program: String, precision: Precision, threads: Int) throws {
        (self.program, self.precision, self.threads) = (program, precision, threads)
        place = try TemporaryPlace()
    }

    func result(named name: String) throws -> BenchmarkResult {
        try MadeUpClip.write(frames: Self.frames, to: place.file("clip"))
        try MadeUpClip.write(frames: 1, to: place.file("one"))
        _ = try run("one")
        let first = try (0..<3).map { _ in try Stopwatch.time { _ = try run("one") } }.min() ?? 0
        _ = try run("clip")
        // Traces take memory too.
        let memory = Processors.peakMemory(.children)
        let runs = try Runs(peak: Compute(threads: threads, precision: precision, trace: nil)) {
            try run("clip", trace: place.file("trace.json"))
        }
        return BenchmarkResult(
            name: name, threads: threads, frames: Self.frames, seconds: runs.seconds,
            stages: runs.stages, peak: runs.peak, first: first,
            memory: memory, repeated: runs.repeated,
            wasDisturbed: runs.wasDisturbed)
    }

    private func run(_ clip: String, trace: String? = nil) throws -> [Trace.Span] {
        try ProgramRun(
            program,
            [Self.query, place.file(clip), "-o", place.file("out"), "--no-overlay", "--quiet"]
                + ["--threads", String(threads), "--precision", precision.rawValue],
            trace: trace
        ).spans
    }
}

/// A clip that nobody filmed: clouds that drift behind a bright patch.
private enum MadeUpClip {
    static let (width, height) = (640, 360)

    static func write(frames: Int, to folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let ground = clouds(seed: 1)
        for index in 0..<frames {
            try frame(index, ground).writeJPEG(
                to: folder + "/" + String(format: "%05d", index) + ".jpg")
        }
    }

    private static func frame(_ index: Int, _ ground: [Float]) -> RGBImage {
        var pixels = [UInt8](repeating: 0, count: width * height * 3)
        let (left, top) = (100 + 6 * index % 300, 120)
        for y in 0..<height {
            for x in 0..<width {
                let shade = ground[y * width + (x + 2 * index) % width]
                let isPatch = (left..<left + 140).contains(x) && (top..<top + 110).contains(y)
                let colour: [Float] = isPatch ? [0.9, 0.6, 0.3] : [0.5, 0.62, 0.45]
                for channel in 0..<3 {
                    let value = (colour[channel] + 0.45 * (shade - 0.5)) * 255
                    pixels[(y * width + x) * 3 + channel] = UInt8(max(0, min(255, value)))
                }
            }
        }
        return RGBImage(width: width, height: height, pixels: pixels)
    }

    /// Noise of all sizes, as photographs have it: 0…1, `width` a row, without a seam at the sides.
    private static func clouds(seed: UInt32) -> [Float] {
        var sums = [Float](repeating: 0, count: width * height)
        var weight: Float = 0.5
        for octave in 3...7 {
            let (columns, rows) = (1 << octave, 1 << octave)
            let grid = (0..<(columns * (rows + 1))).map { index in
                Float((UInt32(index) &+ seed &* 7919 &+ UInt32(octave)) &* 2_654_435_761 >> 16)
                    / 65536
            }
            for y in 0..<height {
                let v = Float(y) / Float(height) * Float(rows)
                for x in 0..<width {
                    let u = Float(x) / Float(width) * Float(columns)
                    let (i, j) = (Int(u), Int(v))
                    let (a, b) = (u - Float(i), v - Float(j))
                    func at(_ row: Int, _ column: Int) -> Float {
                        grid[row * columns + column % columns]
                    }
                    let above = at(j, i) * (1 - a) + at(j, i + 1) * a
                    let below = at(j + 1, i) * (1 - a) + at(j + 1, i + 1) * a
                    sums[y * width + x] += weight * (above * (1 - b) + below * b)
                }
            }
            weight /= 1.6
        }
        let (least, most) = (sums.min() ?? 0, sums.max() ?? 1)
        return sums.map { ($0 - least) / (most - least) }
    }
}
