import Foundation
import ReferFormer
import Tensors
import Weights

extension Golden {
    /// The frames of a golden's one clip, `[n, height, width, 3]`: its own, those of the golden beside
    /// it that its metadata names under `frames`, or for the full-size models the 8-bit ones in
    /// `frames.CASE.safetensors` beside it.
    func clip() throws -> Tensor {
        if file.layout(of: "in.frames") != nil { return try frames("in.frames") }
        let folder = URL(fileURLWithPath: file.path).deletingLastPathComponent()
        if let other = file.metadata["frames"] {
            return try Golden(path: folder.appendingPathComponent("\(other).safetensors").path)
                .frames("in.frames")
        }
        let name = (file.metadata["case"] ?? "").filter { $0 != "\"" }
        let shared = try SafetensorsFile(
            path: folder.appendingPathComponent("frames.\(name).safetensors").path)
        guard let shape = shared.layout(of: "frames")?.shape, shape.count == 4, shape[3] == 3,
            let levels = shared.integers("frames")
        else {
            throw VerificationError.badGolden(path: shared.path, found: "no tensor frames")
        }
        return .filled(shape) { values in
            for i in values.indices {
                values[i] = ImageNet.normalised(
                    UInt8(truncatingIfNeeded: levels[i]), channel: i % 3)
            }
        }
    }

    /// A tensor of `count` bits, eight in a byte, the highest first.
    func bits(_ name: String, count: Int) throws -> [Int] {
        let bits = try integers(name).flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
        return Array(bits.prefix(count))
    }

    /// The golden with the frames: case `a` for the objects that share them, else this one.
    package func withFrames() throws -> Golden {
        guard file.layout(of: "labels") != nil else { return self }
        return try Golden(path: file.path.replacingOccurrences(of: ".davis.", with: ".a."))
    }
}
