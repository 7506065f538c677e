import Tensors

extension Tensor {
    /// One head's channels, copied: `[rows, heads · dimension]` to `[rows, dimension]`.
    func channels(ofHead head: Int, dimension: Int) -> Tensor {
        let width = shape[1]
        return .filled([shape[0], dimension]) { part in
            withUnsafeBuffer { values in
                for place in part.indices {
                    part[place] =
                        values[
                            place / dimension * width + head * dimension + place % dimension]
                }
            }
        }
    }
}
