import Tensors

extension Tensor {
    /// A map of the frame that a flow leads to, seen from the frame where it starts:
    /// `result(x) = map(x + flow(x))`, the border repeated.
    ///
    /// - `self`: `[1, rows, columns, channels]`.
    /// - `flow`: `[height, width, 2]`, of any size, in widths and heights of the frame, x first.
    package func carried(by flow: Tensor) -> Tensor {
        let (rows, columns, channels) = (shape[1], shape[2], shape[3])
        let (height, width) = (flow.shape[0], flow.shape[1])
        return .filled(shape) { out in
            withUnsafeBuffer { map in
                flow.withUnsafeBuffer { flow in
                    for place in 0..<(rows * columns) {
                        let (row, column) = (place / columns, place % columns)
                        let at = 2 * (row * height / rows * width + column * width / columns)
                        let x = Float(column) + flow[at] * Float(columns)
                        let y = Float(row) + flow[at + 1] * Float(rows)
                        let corners = Corners(x: x, y: y, rows: rows, columns: columns)
                        for channel in 0..<channels {
                            out[place * channels + channel] = corners.between(map) {
                                $0 * channels + channel
                            }
                        }
                    }
                }
            }
        }
    }
}

extension UnsafeBufferPointer<Float> {
    /// A map's value between its places, the border repeated; whole numbers are the places' middles.
    func between(x: Float, y: Float, rows: Int, columns: Int) -> Float {
        Corners(x: x, y: y, rows: rows, columns: columns).between(self) { $0 }
    }
}

/// The four places around a point, and how near it is to each.
private struct Corners {
    let places: (Int, Int, Int, Int)
    let right: Float
    let down: Float

    init(x: Float, y: Float, rows: Int, columns: Int) {
        let x = Swift.min(Swift.max(x, 0), Float(columns - 1))
        let y = Swift.min(Swift.max(y, 0), Float(rows - 1))
        let (left, top) = (Int(x), Int(y))
        let (next, below) = (
            Swift.min(left + 1, columns - 1), Swift.min(top + 1, rows - 1)
        )
        (right, down) = (x - Float(left), y - Float(top))
        places = (
            top * columns + left, top * columns + next, below * columns + left,
            below * columns + next
        )
    }

    @inline(__always)
    func between(_ map: UnsafeBufferPointer<Float>, _ index: (Int) -> Int) -> Float {
        let upper =
            map[index(places.0)]
            + right * (map[index(places.1)] - map[index(places.0)])
        let lower =
            map[index(places.2)]
            + right * (map[index(places.3)] - map[index(places.2)])
        return upper + down * (lower - upper)
    }
}
