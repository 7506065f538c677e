import Layers
import Tensors

/// What a model saw of the frames of a clip before it read a word, as it is kept for another run: rounded to
/// bfloat16.
package struct SeenFrames: Sendable {
    /// `[n, cells, hidden]`
    package let cells: Tensor
    /// `[n, height / 4, width / 4, channels]`
    package let lateral: Tensor
    /// Rows and columns of the backbone's maps at strides 4, 8, 16 and 32.
    package let sizes: [[Int]]

    package init(cells: Tensor, lateral: Tensor, sizes: [[Int]]) {
        (self.cells, self.lateral, self.sizes) = (cells, lateral, sizes)
    }
}

extension ReferFormer {
    /// What there is to keep of a trunk; nil of one whose words come late, of which there is more.
    package func seen(_ trunk: Trunk, on compute: Compute) -> SeenFrames? {
        guard trunk.late == nil, !trunk.hasRead else { return nil }
        return SeenFrames(
            cells: RoundedTensor(trunk.cells.joined(on: compute)).tensor,
            lateral: RoundedTensor(
                compute.concatenate(trunk.lateral.map(\.whole), axis: 0)
            ).tensor,
            sizes: trunk.geometry.sizes.prefix(4).map { [$0.height, $0.width] })
    }

    /// The trunk of frames that were seen before; nil where what was kept is not of this model and of frames such
    /// as these.
    package func trunk(
        _ seen: SeenFrames, of batch: FrameBatch, on compute: Compute
    ) -> Trunk? {
        guard batch.clips == 1, config.fusion != .afterEncoder, seen.sizes.count == 4,
            seen.sizes.allSatisfy({ $0.count == 2 && $0[0] > 0 && $0[1] > 0 })
        else { return nil }
        let geometry = encoder.geometry(
            of: seen.sizes.map { ($0[0], $0[1]) }, batch.extents, batch.size, compute)
        let frames = batch.extents.count
        guard seen.cells.shape == [frames, geometry.cells, config.hidden],
            seen.lateral.shape == [frames] + seen.sizes[0] + [config.pyramid]
        else { return nil }
        return Trunk(
            clips: 1, geometry: geometry, extents: batch.extents,
            cells: FrameParts([seen.cells]),
            lateral: (0..<frames).map { .kept(seen.lateral.rows($0..<($0 + 1))) }, late: nil)
    }
}
