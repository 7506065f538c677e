extension Tensor {
    /// One channel, the number `index` of the last axis, copied; the axis stays, 1 long.
    package func channel(_ index: Int) -> Tensor {
        let channels = shape[shape.count - 1]
        precondition(channels > index && index >= 0, "channel \(index) of \(shape)")
        return Tensor.filled(shape.dropLast() + [1]) { out in
            withUnsafeBuffer { values in
                for at in out.indices { out[at] = values[at * channels + index] }
            }
        }
    }
}
