import Datasets
import Foundation
import Media

/// The frames of a video as models are shown them: decoded once, however many models look.
///
/// `@unchecked Sendable`: what changes is read and written under `lock`; a model's own thread reads its
/// frames.
final class ClipFrames: @unchecked Sendable {
    private let video: Video
    private let lock = NSLock()
    /// Nil where one model alone looks.
    private let spool: FrameSpool?
    private var source: (any FrameReader)?
    private var hasEnded = false
    private var decoded = 0

    /// Is told of a film that ends before its header says.
    let earlyEnd = EarlyEnd()

    /// - `spool`: keeps the frames for the next model; nil where there is none.
    init(_ video: Video, keptIn spool: FrameSpool? = nil) {
        (self.video, self.spool) = (video, spool)
    }

    /// Frames that were decoded so far, where they are kept.
    var decodedCount: Int { lock.withLock { decoded } }

    /// All frames in order.
    ///
    /// - Throws: `MediaError`, and what it returns throws that too, and `EvaluationError` where frames
    ///   cannot be kept.
    func reader() throws -> any FrameReader {
        try spool == nil ? origin() : KeptFrames(self)
    }

    /// The frames in order; those in image files are decoded only where they are looked at.
    ///
    /// - Returns: gives the next frame, nil after the last.
    /// - Throws: as `reader()`.
    func lateImages() throws -> () throws -> LateImage? {
        switch video.frames {
        case .images(let paths):
            var rest = paths.indices[...]
            return {
                rest.popFirst().map { index in
                    LateImage { try self.image(at: index, path: paths[index]) }
                }
            }
        case .file:
            let reader = try reader()
            return { try reader.next().map { frame in LateImage { frame.image } } }
        }
    }

    /// A frame, decoded where no model has read it yet; each reader asks in order. Nil after the last.
    fileprivate func frame(_ index: Int) throws -> Frame? {
        try lock.withLock {
            if let kept = try spool?.frame(index) { return kept }
            guard !hasEnded else { return nil }
            let source = try self.source ?? origin()
            self.source = source
            guard let frame = try source.next() else {
                hasEnded = true
                return nil
            }
            precondition(frame.index == index, "frame \(frame.index) in the place of \(index)")
            decoded += 1
            try spool?.keep(frame)
            return frame
        }
    }

    private func image(at index: Int, path: String) throws -> RGBImage {
        guard let spool else { return try RGBImage(path: path) }
        return try lock.withLock {
            if let kept = try spool.frame(index) { return kept.image }
            let image = try RGBImage(path: path)
            decoded += 1
            try spool.keep(Frame(index: index, stem: "", image: image))
            return image
        }
    }

    private func origin() throws -> any FrameReader {
        switch video.frames {
        case .file(let path): try FrameSource(path: path).frames(earlyEnd)
        case .images(let paths):
            try FrameSource.folder(FrameFolder(path: video.id, files: paths)).frames(earlyEnd)
        }
    }
}

/// One model's way through frames that are kept.
private final class KeptFrames: FrameReader {
    private let frames: ClipFrames
    private var index = 0

    init(_ frames: ClipFrames) { self.frames = frames }

    func next() throws -> Frame? {
        guard let frame = try frames.frame(index) else { return nil }
        index += 1
        return frame
    }
}
