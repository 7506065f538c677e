extension Compute {
    /// Mean over the cells of each map.
    ///
    /// - Parameter x: `[n, height, width, channels]`
    /// - Returns: `[n, channels]`
    package func mean(ofMaps x: Tensor) -> Tensor {
        precondition(x.shape.count == 4, "\(x.shape) is no [n, height, width, channels]")
        let (maps, cells, channels) = (x.shape[0], x.shape[1] * x.shape[2], x.shape[3])
        return Tensor.filled([maps, channels]) { mean in
            mean.update(repeating: 0)
            x.withUnsafeBuffer { x in
                for map in 0..<maps {
                    for cell in 0..<cells {
                        let start = (map * cells + cell) * channels
                        for i in 0..<channels { mean[map * channels + i] += x[start + i] }
                    }
                }
            }
            for i in mean.indices { mean[i] /= Float(cells) }
        }
    }

    /// Adds to every cell of a map the map's own vector.
    ///
    /// - Parameters:
    ///   - x: `[n, height, width, channels]`
    ///   - vectors: `[n, channels]`
    package func add(_ x: Tensor, vectors: Tensor) -> Tensor {
        precondition(
            x.shape.count == 4 && vectors.shape == [x.shape[0], x.last],
            "vectors \(vectors.shape) for maps \(x.shape)")
        let parts = (0..<x.shape[0]).map { map in
            add(x.rows(map..<(map + 1)), vectors.rows(map..<(map + 1)).reshaped([x.last]))
        }
        return parts.count == 1 ? parts[0] : concatenate(parts, axis: 0)
    }
}
