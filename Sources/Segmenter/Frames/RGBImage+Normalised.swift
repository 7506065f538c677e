import Media
import ReferFormer
import Tensors

extension RGBImage {
    /// The picture with its colours normalised, `[1, height, width, 3]`.
    func normalised() -> Tensor {
        let tables = (0..<3).map { channel in
            (0...255).map { ImageNet.normalised(UInt8($0), channel: channel) }
        }
        return .filled([1, height, width, 3]) { out in
            pixels.withUnsafeBufferPointer { pixels in
                for i in out.indices { out[i] = tables[i % 3][Int(pixels[i])] }
            }
        }
    }
}
