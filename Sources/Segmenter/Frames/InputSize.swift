/// Sizes that the published models read their frames at.
struct InputSize: Equatable {
    let height: Int
    let width: Int

    /// The shorter side of a frame becomes this.
    static let shortSide = 360
    /// The longer side stays at most this, where the rule limits it.
    static let longSide = 640

    /// The shorter side becomes `shortSide`, the longer follows, cut to whole pixels
    /// (torchvision's `Resize`, used on Ref-YouTube-VOS and Ref-DAVIS17).
    static func video(width: Int, height: Int, shortSide: Int = shortSide) -> InputSize {
        let (short, long) = (min(width, height), max(width, height))
        let other = short == shortSide ? long : shortSide * long / short
        return width <= height
            ? InputSize(height: other, width: shortSide)
            : InputSize(height: shortSide, width: other)
    }

    /// As `video`, but a shorter side that would make the longer one exceed `longSide` is reduced,
    /// rounded half to even (DETR's `RandomResize`, used on A2D- and J-HMDB-Sentences).
    static func annotated(
        width: Int, height: Int, shortSide: Int = shortSide, longSide: Int = longSide
    ) -> InputSize {
        let (short, long) = (Double(min(width, height)), Double(max(width, height)))
        var target = shortSide
        if long / short * Double(shortSide) > Double(longSide) {
            let reduced = (Double(longSide) * short / long).rounded(.toNearestOrEven)
            target = max(1, Int(reduced))
        }
        return video(width: width, height: height, shortSide: target)
    }
}
