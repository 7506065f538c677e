import ReferFormer
import Tensors
import Weights

/// What a model saw of frames, in a safetensors file of bfloat16 with a digest.
enum SeenFramesFile {
    private static let (cells, lateral, sizes) = ("cells", "lateral", "sizes")

    static func byteCount(of seen: SeenFrames) -> Int {
        2 * (seen.cells.count + seen.lateral.count) + 1024
    }

    /// - Throws: `WeightsError.unwritable`.
    static func write(_ seen: SeenFrames, to path: String) throws {
        let tensors = [(cells, seen.cells), (lateral, seen.lateral)]
        let stream = try SafetensorsStream(
            tensors.map { TensorLayout($0.0, .bfloat16, $0.1.shape) },
            metadata: [sizes: text(seen.sizes)], withDigest: true, to: path)
        for (_, tensor) in tensors { try stream.append(tensor) }
        try stream.finish(survivesPowerLoss: false)
    }

    /// Nil where there is no such file, or a damaged one.
    static func read(_ path: String) -> SeenFrames? {
        guard let file = try? SafetensorsFile(path: path), let sizes = file.metadata[sizes],
            file.metadata[SafetensorsStream.digestKey] == file.tensorsDigest,
            let cells = file.tensor(cells), let lateral = file.tensor(lateral)
        else { return nil }
        return SeenFrames(cells: cells, lateral: lateral, sizes: numbers(sizes))
    }

    /// The finest map alone, of a file that was read before.
    static func lateral(_ path: String) -> Tensor? {
        (try? SafetensorsFile(path: path))?.tensor(lateral)
    }

    private static func text(_ sizes: [[Int]]) -> String {
        sizes.map { $0.map(String.init).joined(separator: "x") }.joined(separator: " ")
    }

    private static func numbers(_ text: String) -> [[Int]] {
        text.split(separator: " ").map { $0.split(separator: "x").compactMap { Int($0) } }
    }
}
