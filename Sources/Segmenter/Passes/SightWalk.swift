/// Recognises what frames show in every few of them alone, and carries that over to those before each of
/// these by the flow from frame to frame, which costs a fraction and differs little in so short a time.
///
/// `@unchecked Sendable`: `next()` is called on one thread at a time.
final class SightWalk: FrameWalk, @unchecked Sendable {
    /// One frame in so many is looked at, and the last of a clip.
    static let stride = 3

    /// Whether a frame, counted from 0, is looked at.
    static func looksAt(_ index: Int, isLast: Bool) -> Bool {
        isLast || index.isMultiple(of: stride)
    }

    private let source: () throws -> PreparedFrame?
    /// What the model says about a frame, given what is recognised in it where that is known.
    private let see: (PreparedFrame, Sight?) throws -> SeenFrame
    private var started = false
    private var finished: [WalkStep] = []

    /// - `source`: gives the next frame, nil after the last.
    init(
        _ source: @escaping () throws -> PreparedFrame?,
        see: @escaping (PreparedFrame, Sight?) throws -> SeenFrame
    ) {
        (self.source, self.see) = (source, see)
    }

    func next() throws -> WalkStep? {
        if finished.isEmpty { try advance() }
        return finished.isEmpty ? nil : finished.removeFirst()
    }

    /// Goes on to the next frame that is looked at, or to the end.
    private func advance() throws {
        var between: [PreparedFrame] = []
        while let frame = try source() {
            if frame.photograph == nil, started {
                between.append(frame)
                continue
            }
            let seen = try see(frame, nil)
            if let sight = seen.sight {
                started = true
                finished = try steps(between, before: sight)
            }
            finished.append(WalkStep(prepared: frame, seen: seen))
            return
        }
    }

    private func steps(_ frames: [PreparedFrame], before next: Sight) throws -> [WalkStep] {
        var sight = next
        let steps = try frames.reversed().map { frame in
            sight = sight.carried(by: frame.flow, colours: frame.colours)
            return WalkStep(prepared: frame, seen: try see(frame, sight))
        }
        return steps.reversed()
    }
}
