import Tensors

/// A map at another size by cubic convolution (Keys 1981, a = -3/4), the border repeated, as
/// PyTorch's `interpolate(mode="bicubic", align_corners=False)`.
///
/// - `map`: `[rows, columns, channels]`. Result: `[height, width, channels]`.
func bicubic(_ map: Tensor, height: Int, width: Int) -> Tensor {
    let (rows, columns, channels) = (map.shape[0], map.shape[1], map.shape[2])
    if (rows, columns) == (height, width) { return map }
    let across = cubicTaps(from: columns, to: width)
    let wide = Tensor.filled([rows, width, channels]) { wide in
        map.withUnsafeBuffer { map in
            for i in wide.indices {
                let (row, taps) = (i / (width * channels), across[i / channels % width])
                wide[i] = taps.reduce(Float(0)) {
                    $0 + $1.weight * map[(row * columns + $1.place) * channels + i % channels]
                }
            }
        }
    }
    let down = cubicTaps(from: rows, to: height)
    let line = width * channels
    return .filled([height, width, channels]) { grown in
        wide.withUnsafeBuffer { wide in
            for i in grown.indices {
                grown[i] = down[i / line].reduce(Float(0)) {
                    $0 + $1.weight * wide[$1.place * line + i % line]
                }
            }
        }
    }
}

/// Of each cell of an axis the four cells of another that make it, and their shares.
private func cubicTaps(from count: Int, to size: Int) -> [[(place: Int, weight: Float)]] {
    let a: Float = -0.75
    let near = { (x: Float) in ((a + 2) * x - (a + 3)) * x * x + 1 }
    let far = { (x: Float) in ((a * x - 5 * a) * x + 8 * a) * x - 4 * a }
    let scale = Float(count) / Float(size)
    return (0..<size).map { cell in
        let source = (Float(cell) + 0.5) * scale - 0.5
        let start = source.rounded(.down)
        let t = source - start
        let weights = [far(t + 1), near(t), near(1 - t), far(2 - t)]
        return weights.enumerated().map {
            (min(max(Int(start) - 1 + $0.offset, 0), count - 1), $0.element)
        }
    }
}
