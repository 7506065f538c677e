import Media
import ReferFormer
import Tensors

extension RGBImage {
    /// As the network that knows photographs reads it: `[1, height, width, 3]`.
    func asPhotograph() -> Tensor {
        .filled([1, height, width, 3]) { out in
            pixels.withUnsafeBufferPointer { pixels in
                for at in pixels.indices { out[at] = Self.levels[Int(pixels[at])] }
            }
        }
    }

    private static let levels = (UInt8.min...UInt8.max).map(EfficientNetLite.normalised)

    /// The upper part of a person's box, as that network reads it.
    func portrait(_ box: RelativeBox) throws -> Tensor {
        let upper = box.upperPart(aspect: Float(width) / Float(height))
        return try part(upper, side: PersonProbe.side).asPhotograph()
    }

    /// A box as the networks that outline what is in it read it.
    func look(at box: RelativeBox, side: Int) throws -> BoxLook {
        let part = try part(box, side: side)
        return BoxLook(salient: part.normalised(), photograph: part.asPhotograph())
    }
}
