import Files
import Foundation
import Parsing

/// Where a clip's frames come from: a folder of frames, one image, or a video.
public enum FrameSource: Sendable {
    case folder(FrameFolder)
    case video(VideoFile)

    /// Looks at what `path` is: a folder; a file that begins like an image; anything else is
    /// offered to ffmpeg as a video, unless its name claims that it is an image or it is plain text.
    ///
    /// - Throws: `MediaError`, saying what is wrong with the path, the list or the first frame.
    public init(path: String) throws {
        var status = stat()
        if stat(path.pathBytes, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            self = .folder(try FrameFolder(folder: path))
            return
        }
        let start = try MediaError.naming(path) { try RegularFile(path).read(upTo: 512) }
        if start.isEmpty { throw MediaError.emptyFile(path: path) }
        let named = (path as NSString).pathExtension.lowercased()
        switch FileKind(start: start) {
        case .png, .jpeg, .image:
            self = .folder(try FrameFolder(image: path))
        case .other(let looksLike)
        where ["png", "jpg", "jpeg"].contains(named) || looksLike == "text":
            throw MediaError.notAnImage(path: path, looksLike: looksLike)
        case .other(let looksLike):
            do {
                self = .video(try VideoFile(path: path))
            } catch MediaError.notAVideo where looksLike.hasSuffix("image") {
                throw MediaError.notAnImage(path: path, looksLike: looksLike)
            }
        }
    }

    /// The clip of which only some frames are read.
    ///
    /// - Throws: `MediaError.noTimes` for a folder or an image whose frames are asked for by time.
    public func selecting(_ selection: FrameSelection) throws -> FrameSource {
        switch self {
        case .folder(let folder):
            guard !selection.needsTimes else { throw MediaError.noTimes(path: path) }
            return .folder(folder.every(selection.stride))
        case .video(let video): return .video(video.selecting(selection))
        }
    }

    /// As the user gave it.
    public var path: String {
        switch self {
        case .folder(let folder): folder.path
        case .video(let video): video.path
        }
    }

    /// Number of frames to read: exact for folders, what the file says for videos, nil where it does not.
    public var expectedCount: Int? {
        switch self {
        case .folder(let folder): folder.count
        case .video(let video): video.estimatedCount
        }
    }

    /// Size of every frame, in pixels.
    public var size: (width: Int, height: Int) {
        switch self {
        case .folder(let folder): (folder.width, folder.height)
        case .video(let video): (video.width, video.height)
        }
    }

    /// Tells before any work starts what every frame's header tells: foreign files, other sizes. 40 ms
    /// for 4,000 frames; nothing to do for a video.
    ///
    /// - Throws: `MediaError`.
    public func checkHeaders() throws {
        if case .folder(let folder) = self { try folder.checkHeaders() }
    }

    /// Reads the clip from its first frame; can be asked again for another pass.
    ///
    /// - `earlyEnd`: is told of a film that ends before its header says; nil = the reader throws.
    /// - Throws: `MediaError` where ffmpeg does not start.
    public func frames(_ earlyEnd: EarlyEnd? = nil) throws -> any FrameReader {
        switch self {
        case .folder(let folder): FolderReader(folder)
        case .video(let video): try video.frames(earlyEnd)
        }
    }
}

/// The frames of a folder, decoded one by one.
private final class FolderReader: FrameReader {
    private let folder: FrameFolder
    private var index = 0

    init(_ folder: FrameFolder) { self.folder = folder }

    func next() throws -> Frame? {
        guard index < folder.count else { return nil }
        let image = try folder.image(at: index)
        index += 1
        return Frame(index: index - 1, stem: folder.stems[index - 1], image: image)
    }
}
