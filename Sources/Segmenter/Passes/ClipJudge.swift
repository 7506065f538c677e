import Decisions
import Media

/// How a model judges a clip; `ClipPass` cuts it into windows and delivers what was found.
protocol ClipJudge {
    /// A frame, and what is computed of it before its window is decided.
    associatedtype Seen: Sendable

    /// Seconds of the stages.
    var clock: PassClock { get }

    /// The frames of a clip as they are seen, in order, some read ahead.
    func seen(_ frames: sending any FrameReader) -> Prefetch<Seen>

    /// Frames of the window that begins with this one, at most.
    ///
    /// - Throws: `SegmenterError.tooLittleMemory`.
    func windowLength(from first: Seen) throws -> Int

    /// Decides the next window.
    ///
    /// - `window`: its frames in order, at least one.
    mutating func judge(_ window: [Seen]) throws -> JudgedWindow
}

/// A window that is decided; its masks are painted one frame at a time, as they are asked for.
struct JudgedWindow {
    /// One entry a query.
    let decisions: [ObjectTrack.Decision]
    /// What was found in the frame at a place of the window; asked for in order, once each.
    let result: (_ place: Int) throws -> FrameResult
}
