import Tensors

/// What belongs to the frames of clips, `[n, …]`, in parts of one or more frames: what is known of many
/// frames is large, and joining it would need all of that once more.
package struct FrameParts: Sendable {
    private let parts: [Tensor]

    /// - `parts`: `[frames, …]`, one after another, at least one.
    init(_ parts: [Tensor]) { self.parts = parts }

    init(joining all: [FrameParts]) { parts = all.flatMap(\.parts) }

    /// Number of frames.
    var frames: Int { parts.reduce(0) { $0 + $1.shape[0] } }

    /// Some frames, `[frames, …]`; they share memory where they lie in one part.
    func rows(_ frames: Range<Int>, on compute: Compute) -> Tensor {
        var rows: [Tensor] = []
        var start = 0
        for part in parts {
            let end = start + part.shape[0]
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

    /// What every part gives several of.
    func split(_ change: (Tensor) -> [Tensor]) -> [FrameParts] {
        let all = parts.map(change)
        return all[0].indices.map { index in FrameParts(all.map { $0[index] }) }
    }
}
