import Tensors

/// Asks the model about some of a clip's frames alone (keyframes), the fewer the less moves; to those before
/// each of these its masks are carried over by the flow from frame to frame, which is computed anyway (feature
/// propagation: Zhu et al., arXiv:1611.07715).
///
/// `@unchecked Sendable`: `next()` is called on one thread at a time.
final class KeyframeWalk: FrameWalk, @unchecked Sendable {
    /// The last of so many frames is a keyframe in any case: windows of whole periods end with one.
    static let period = 4
    /// Share of a frame that may move further than `far`.
    private static let few: Float = 0.05
    /// Widths or heights of the frame from which a mask that is carried is no longer that of the frame.
    private static let far: Float = 0.01

    private let source: () throws -> PreparedFrame?
    private let see: (PreparedFrame) throws -> SeenFrame
    private var finished: [WalkStep] = []

    /// - `source`: gives the next frame, nil after the last; a keyframe with its photograph, where the model
    ///   recognises anything in it.
    init(
        _ source: @escaping () throws -> PreparedFrame?,
        see: @escaping (PreparedFrame) throws -> SeenFrame
    ) {
        (self.source, self.see) = (source, see)
    }

    /// Whether the model is to be asked about a frame.
    ///
    /// - `index`: from 0; `flow`: to the next frame, as of `Tensor.carried(by:)`.
    static func isKey(_ index: Int, isLast: Bool, flow: Tensor) -> Bool {
        if isLast || index % period == period - 1 { return true }
        let limit = far * far
        var moved = 0
        flow.withUnsafeBuffer { flow in
            for at in stride(from: 0, to: flow.count, by: 2) {
                let length = flow[at] * flow[at] + flow[at + 1] * flow[at + 1]
                if length > limit { moved += 1 }
            }
        }
        return Float(moved) > few * Float(flow.count / 2)
    }

    /// Frames of a window that ends with a keyframe, at most `length` where that is possible.
    static func windowLength(_ length: Int) -> Int { max(period, length / period * period) }

    func next() throws -> WalkStep? {
        if finished.isEmpty { try advance() }
        return finished.isEmpty ? nil : finished.removeFirst()
    }

    /// Goes on to the next keyframe.
    private func advance() throws {
        var frames: [PreparedFrame] = []
        while frames.count < Self.period, let frame = try source() {
            frames.append(frame)
            if frame.photograph != nil { break }
        }
        guard let key = frames.last else { return }
        let seen = try see(key)
        finished = frames.indices.map {
            WalkStep(prepared: frames[$0], seen: seen, isBetween: $0 < frames.count - 1)
        }
    }
}
