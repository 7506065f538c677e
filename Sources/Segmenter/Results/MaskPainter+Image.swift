import Decisions
import Media

extension MaskPainter {
    /// From logits at a size, height first, to masks of the frame's size.
    init(_ image: RGBImage, source: [Int]) {
        self.init(
            height: image.height, width: image.width, sourceHeight: source[0],
            sourceWidth: source[1])
    }
}
