import Masks

/// Turns logits at the network's resolution into a mask of the frame's own size: stretched
/// bilinearly over the whole frame, then the threshold. Some models are stretched to the size that
/// they read the frame at, and reach the frame's own by nearest neighbours.
package struct MaskPainter: Sendable {
    private let width: Int
    private let height: Int
    private let stretch: Stretch
    /// What the frame's rows and columns read of what is stretched; nil where it has the frame's size.
    private let nearest: (rows: [Int], columns: [Int])?

    /// - `height`, `width`: of the frame; `sourceHeight`, `sourceWidth`: of the logits.
    package init(height: Int, width: Int, sourceHeight: Int, sourceWidth: Int) {
        (self.width, self.height) = (width, height)
        stretch = Stretch(
            height: height, width: width, sourceHeight: sourceHeight, sourceWidth: sourceWidth)
        nearest = nil
    }

    /// Of a model whose masks are cut at the size that it read the frame at.
    ///
    /// - `height`, `width`: of the frame; `readHeight`, `readWidth`: as the model read it;
    ///   `sourceHeight`, `sourceWidth`: of the logits.
    package init(
        height: Int, width: Int, readHeight: Int, readWidth: Int, sourceHeight: Int,
        sourceWidth: Int
    ) {
        (self.width, self.height) = (width, height)
        stretch = Stretch(
            height: readHeight, width: readWidth, sourceHeight: sourceHeight,
            sourceWidth: sourceWidth)
        nearest = (
            nearestNeighbours(height, in: readHeight), nearestNeighbours(width, in: readWidth)
        )
    }

    /// The mask without a pixel.
    package var nothing: Mask { Mask(emptyWithWidth: width, height: height) }

    /// The mask of all pixels whose interpolated logit is above `threshold`.
    ///
    /// - `logits`: `[sourceHeight, sourceWidth]`, row by row.
    package func paint(_ logits: [Float], above threshold: Float) -> Mask {
        Mask(width: width, height: height) { pixels in
            forEachRow(of: logits) { y, row in
                for x in row.indices { pixels[y * width + x] = row[x] > threshold ? 1 : 0 }
            }
        }
    }

    /// The masks of several objects, of which a pixel belongs to the most probable, and to none
    /// below one half (Ref-DAVIS17's soft aggregation); the first among equals.
    ///
    /// - `logits`: `[sourceHeight, sourceWidth]` of each object.
    /// - `contests`: for each object, which of several contests it is in.
    package func contest(_ logits: [[Float]], _ contests: [Int]) -> [Mask] {
        var masks: [Int: Mask] = [:]
        for members in Dictionary(grouping: logits.indices, by: { contests[$0] }).values {
            masks.merge(zip(members, contest(members.map { logits[$0] }))) { $1 }
        }
        return logits.indices.compactMap { masks[$0] }
    }

    /// The masks of the objects of one contest.
    package func contest(_ logits: [[Float]]) -> [Mask] {
        let stretched = logits.map { logits in
            var values: [Float] = []
            values.reserveCapacity(width * height)
            forEachRow(of: logits) { values.append(contentsOf: $1) }
            return values
        }
        let winners = (0..<(width * height)).map { pixel in
            stretched.indices.reduce(-1) { best, object in
                let value = stretched[object][pixel]
                return value >= 0 && (best < 0 || value > stretched[best][pixel]) ? object : best
            }
        }
        return logits.indices.map { object in
            Mask(width: width, height: height) { pixels in
                for i in pixels.indices { pixels[i] = winners[i] == object ? 1 : 0 }
            }
        }
    }

    /// Hands on the logits of the frame's pixels row by row.
    private func forEachRow(
        of logits: [Float], _ body: (_ y: Int, _ row: UnsafeBufferPointer<Float>) -> Void
    ) {
        guard let nearest else { return stretch.forEachRow(of: logits, body) }
        var picked = [Float](repeating: 0, count: width)
        var y = 0
        stretch.forEachRow(of: logits) { read, row in
            guard y < height, nearest.rows[y] == read else { return }
            for (x, column) in nearest.columns.enumerated() { picked[x] = row[column] }
            picked.withUnsafeBufferPointer { picked in
                while y < height, nearest.rows[y] == read {
                    body(y, picked)
                    y += 1
                }
            }
        }
    }
}
