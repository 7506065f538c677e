/// Where each of `count` positions reads that stretch over an axis of `size`: min(⌊i · size/count⌋,
/// size - 1) in float32, as PyTorch's `interpolate(mode="nearest")`.
func nearestNeighbours(_ count: Int, in size: Int) -> [Int] {
    let scale = Float(size) / Float(count)
    return (0..<count).map { min(Int(Float($0) * scale), size - 1) }
}
