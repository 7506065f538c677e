/// Recognises what frames show in every few of them alone, and carries that over to those before each of
/// these by the flow from frame to frame, which costs a fraction and differs little in so short a time.
///
/// `@unchecked Sendable`: `group()` is called by one thread at a time.
final class SightWalk: FrameWalk, @unchecked Sendable {
    /// One frame in so many is looked at, and the last of a clip.
    static let stride = 3

    /// Whether a frame, counted from 0, is looked at.
    static func looksAt(_ index: Int, isLast: Bool) -> Bool {
        isLast || index.isMultiple(of: stride)
    }

    private let source: () throws -> PreparedFrame?
    /// Whether any frame is looked at.
    private var looks = false

    /// - `source`: gives the next frame, nil after the last.
    init(_ source: @escaping () throws -> PreparedFrame?) { self.source = source }

    /// A frame that is looked at, and those before it that are not.
    func group() throws -> [PreparedFrame]? {
        var frames: [PreparedFrame] = []
        while let frame = try source() {
            frames.append(frame)
            looks = looks || frame.photograph != nil
            if frame.photograph != nil || !looks { break }
        }
        return frames.isEmpty ? nil : frames
    }

    func steps(
        _ frames: [PreparedFrame], see: (PreparedFrame, Sight?) throws -> SeenFrame
    ) throws -> [WalkStep] {
        var sight: Sight?
        let steps = try frames.reversed().map { frame in
            sight = sight?.carried(by: frame.flow, colours: frame.colours)
            let seen = try see(frame, sight)
            sight = sight ?? seen.sight
            return WalkStep(prepared: frame, seen: seen)
        }
        return steps.reversed()
    }
}
