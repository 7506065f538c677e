import Tensors

/// Asks the model about some of a clip's frames alone (keyframes): the last of every few, in which it also
/// recognises what they show, and those that the next one differs much from. To the others the next keyframe's
/// masks are carried over by the flow from frame to frame, which is computed anyway (feature propagation: Zhu et
/// al., arXiv:1611.07715).
///
/// `@unchecked Sendable`: `group()` is called by one thread at a time.
final class KeyframeWalk: FrameWalk, @unchecked Sendable {
    /// The last of so many frames is a keyframe in any case: windows of whole periods end with one.
    static let period = 3
    /// Share of a frame that may move further than `far`.
    private static let few: Float = 0.05
    /// Widths or heights of the frame from which a mask that is carried is no longer that of the frame.
    private static let far: Float = 0.01

    private let source: () throws -> PreparedFrame?

    /// - `source`: gives the next frame, nil after the last.
    init(_ source: @escaping () throws -> PreparedFrame?) { self.source = source }

    /// Whether what a frame, counted from 0, shows is recognised in it.
    static func looksAt(_ index: Int, isLast: Bool) -> Bool {
        isLast || index % period == period - 1
    }

    /// Whether the next frame differs much from one.
    ///
    /// - `flow`: to the next frame, as of `Tensor.carried(by:)`.
    static func moves(_ flow: Tensor) -> Bool {
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

    /// The next frame in which something is recognised, and those before it.
    func group() throws -> [PreparedFrame]? {
        var frames: [PreparedFrame] = []
        while frames.count < Self.period, let frame = try source() { frames.append(frame) }
        return frames.isEmpty ? nil : frames
    }

    func steps(
        _ frames: [PreparedFrame], see: (PreparedFrame, Sight?) throws -> SeenFrame
    ) throws -> [WalkStep] {
        guard let last = frames.last else { return [] }
        var seen = try see(last, nil)
        var sight = seen.sight
        var steps = [WalkStep(prepared: last, seen: seen)]
        let areKeys = frames.dropLast().map { Self.moves($0.flow) }
        let firstKey = areKeys.firstIndex(of: true) ?? areKeys.count
        for (index, frame) in frames.dropLast().enumerated().reversed() {
            if index >= firstKey {
                sight = sight?.carried(by: frame.flow, colours: frame.colours)
            }
            if areKeys[index] { seen = try see(frame, sight) }
            steps.append(WalkStep(prepared: frame, seen: seen, isBetween: !areKeys[index]))
        }
        return steps.reversed()
    }
}
