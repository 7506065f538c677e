import Foundation
import Layers
import Tensors

/// All that depends on the sizes of frames and maps alone, not on what the frames show: computed
/// once for a clip.
struct Geometry: Sendable {
    typealias Size = DeformableAttention.Size

    /// What a geometry depends on.
    struct Key: Hashable {
        let pixels: Extent
        /// Of one frame if all frames have the same, else of each.
        let extents: [Extent]
    }

    /// Sizes of the maps at strides 4, 8, 16, 32 and 64.
    let sizes: [Size]
    /// Valid parts of these maps, for one frame or each.
    let extents: [[Extent]]
    /// Position encodings of these maps, `[cells, hidden]`, or `[n, cells, hidden]` where frames
    /// are padded differently.
    let positions: [Tensor]
    /// `positions` of strides 8 … 64 with the level's embedding, one after another.
    let encoderPositions: Tensor
    /// The valid share (width, height) of each of the transformer's levels, for one frame or each.
    let validRatios: [[(x: Float, y: Float)]]
    /// `[cells, levels, 2]` or `[n, …]`: the centre of each cell, seen by each level.
    let references: Tensor
    let encoderGrid: DeformableAttention.Grid
    /// `[cells at stride 4, 2]`: x and y of the cells' centres in pixels, negated.
    let maskCoordinates: Tensor

    /// The transformer's levels: strides 8 … 64.
    var levels: [Size] { Array(sizes.dropFirst()) }
    /// Cells of all levels of one frame.
    var cells: Int { levels.reduce(0) { $0 + $1.height * $1.width } }

    init(
        _ key: Key, sizes: [Size], config: ReferFormerConfig, levelEmbed: Tensor, _ compute: Compute
    ) {
        self.sizes = sizes
        let pixels = (key.pixels.rows, key.pixels.columns)
        let extents = sizes.map { size in
            key.extents.map { $0.reduced(from: pixels, to: size) }
        }
        self.extents = extents
        let frames = key.extents.count
        positions = zip(sizes, extents).map { size, extents in
            let maps = extents.map {
                PositionEncoding.map(
                    height: size.height, width: size.width, rows: $0.rows, columns: $0.columns,
                    features: config.hidden)
            }
            guard maps.count > 1 else { return maps[0] }
            return compute.concatenate(maps, axis: 0).reshaped([frames] + maps[0].shape)
        }
        let levels = Array(sizes.dropFirst())
        encoderPositions = compute.concatenate(
            positions.dropFirst().enumerated().map { level, position in
                let embed = levelEmbed.rows(level..<(level + 1)).reshaped([config.hidden])
                return compute.add(position, embed)
            }, axis: frames > 1 ? 1 : 0)
        let ratios = (0..<frames).map { frame in
            levels.indices.map { level in
                let extent = extents[level + 1][frame]
                return (
                    x: Float(extent.columns) / Float(levels[level].width),
                    y: Float(extent.rows) / Float(levels[level].height)
                )
            }
        }
        validRatios = ratios
        let cells = levels.reduce(0) { $0 + $1.height * $1.width }
        let shape = [cells, levels.count, 2]
        references = Tensor.filled(frames > 1 ? [frames] + shape : shape) { points in
            var i = 0
            for ratios in ratios {
                for (level, size) in levels.enumerated() {
                    for cell in 0..<(size.height * size.width) {
                        let across = ratios[level].x * Float(size.width)
                        let down = ratios[level].y * Float(size.height)
                        let x = (Float(cell % size.width) + 0.5) / across
                        let y = (Float(cell / size.width) + 0.5) / down
                        for ratio in ratios {
                            (points[i], points[i + 1]) = (x * ratio.x, y * ratio.y)
                            i += 2
                        }
                    }
                }
            }
        }
        encoderGrid = DeformableAttention.Grid(
            references, sizes: levels, heads: config.heads, points: config.points)
        let (height, width) = sizes[0]
        maskCoordinates = .filled([height * width, 2]) { coordinates in
            for cell in 0..<(height * width) {
                coordinates[2 * cell] = -Float(4 * (cell % width) + 2)
                coordinates[2 * cell + 1] = -Float(4 * (cell / width) + 2)
            }
        }
    }

    /// Marks of padding for `frames` frames of one map, `[frames · cells]`; nil where there is none.
    ///
    /// - `reduction`: the map is reduced by this factor first, as attention does.
    func padding(ofMap map: Int, frames: Int, reduction: Int = 1) -> [Bool]? {
        var size = sizes[map]
        var extents = extents[map]
        if reduction > 1 {
            let reduced = (height: size.height / reduction, width: size.width / reduction)
            extents = extents.map { $0.reduced(from: size, to: reduced) }
            size = reduced
        }
        guard extents.contains(where: { $0.rows < size.height || $0.columns < size.width }) else {
            return nil
        }
        if extents.count == 1 { extents = Array(repeating: extents[0], count: frames) }
        return extents.flatMap { $0.padding(in: size) }
    }

    /// Marks of padding in the encoder's memory, `[frames · cells]`; nil where there is none.
    func memoryPadding(frames: Int) -> [Bool]? {
        let maps = (1..<sizes.count).map { padding(ofMap: $0, frames: frames) }
        guard maps.contains(where: { $0 != nil }) else { return nil }
        return (0..<frames).flatMap { frame in
            maps.enumerated().flatMap { level, marks in
                let count = levels[level].height * levels[level].width
                return marks.map { Array($0[(frame * count)..<((frame + 1) * count)]) }
                    ?? Array(repeating: false, count: count)
            }
        }
    }
}

/// Keeps the geometry of the sizes seen last.
final class GeometryCache: @unchecked Sendable {
    private let lock = NSLock()
    private var last: (key: Geometry.Key, geometry: Geometry)?

    func geometry(_ key: Geometry.Key, _ make: () -> Geometry) -> Geometry {
        lock.withLock {
            if let last, last.key == key { return last.geometry }
            let geometry = make()
            last = (key, geometry)
            return geometry
        }
    }
}
