import Tensors

/// What belongs to the frames of clips, `[n, …]`, in parts of one or more frames: what is known of many
/// frames is large, and joining it would need all of that once more.
package struct FrameParts: Sendable {
    private enum Part: Sendable {
        case exact(Tensor)
        case rounded(RoundedTensor)

        var frames: Int {
            switch self {
            case .exact(let part): part.shape[0]
            case .rounded(let part): part.shape[0]
            }
        }

        func rows(_ frames: Range<Int>) -> Tensor {
            switch self {
            case .exact(let part): part.rows(frames)
            case .rounded(let part): part.rows(frames).tensor
            }
        }
    }

    private let parts: [Part]

    /// - `parts`: `[frames, …]`, one after another, at least one.
    init(_ parts: [Tensor]) { self.parts = parts.map(Part.exact) }

    init(joining all: [FrameParts]) { parts = all.flatMap(\.parts) }

    private init(_ parts: [Part]) { self.parts = parts }

    /// Number of frames.
    var frames: Int { parts.reduce(0) { $0 + $1.frames } }

    /// As they are kept until they are read: rounded where products round them anyway.
    func kept(in precision: Precision) -> FrameParts {
        guard precision != .fp32 else { return self }
        return FrameParts(
            parts.map { part in
                switch part {
                case .exact(let values): .rounded(RoundedTensor(values))
                case .rounded: part
                }
            })
    }

    /// Some frames, `[frames, …]`; they share memory where they lie in one part that is not rounded.
    func rows(_ frames: Range<Int>, on compute: Compute) -> Tensor {
        var rows: [Tensor] = []
        var start = 0
        for part in parts {
            let end = start + part.frames
            let inside = frames.clamped(to: start..<end)
            if !inside.isEmpty {
                rows.append(part.rows((inside.lowerBound - start)..<(inside.upperBound - start)))
            }
            start = end
        }
        return rows.count == 1 ? rows[0] : compute.concatenate(rows, axis: 0)
    }

    /// All frames in one piece.
    func joined(on compute: Compute) -> Tensor { rows(0..<frames, on: compute) }

    /// Of every frame `[cells, …]` some ranges of cells, each as a map of rows and columns.
    func maps(
        _ sizes: [(height: Int, width: Int)], on compute: Compute
    ) -> [FrameParts] {
        var start = 0
        return sizes.map { size in
            let cells = start..<(start + size.height * size.width)
            start = cells.upperBound
            return FrameParts(parts.map { Self.map(of: $0, cells, size, compute) })
        }
    }

    private static func map(
        of part: Part, _ cells: Range<Int>, _ size: (height: Int, width: Int), _ compute: Compute
    ) -> Part {
        switch part {
        case .exact(let part):
            let flat = part.reshaped([part.shape[0] * part.shape[1], part.shape[2]])
            let rows = (0..<part.shape[0]).map { frame in
                let first = frame * part.shape[1]
                return flat.rows((first + cells.lowerBound)..<(first + cells.upperBound))
            }
            let map = rows.count == 1 ? rows[0] : compute.concatenate(rows, axis: 0)
            return .exact(
                map.reshaped([part.shape[0], size.height, size.width, part.shape[2]]))
        case .rounded(let part):
            precondition(part.shape[0] == 1, "several frames are rounded as one part")
            let map = part.reshaped(Array(part.shape.dropFirst())).rows(cells)
            return .rounded(map.reshaped([1, size.height, size.width, part.shape[2]]))
        }
    }
}
