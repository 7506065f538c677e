import Files
import Foundation
import Parsing

/// Frames that lie as images in one folder, or a single image; listed, not decoded. PNG and JPEG are read
/// here, the others through ffmpeg.
///
/// Frames are the files named .png, .jpg, .jpeg, .bmp, .tif, .tiff, .webp, .avif or .heic (any case)
/// directly in the folder, in natural order of their names (2 before 10). Hidden files, sub-folders and
/// other files are passed over; symbolic links are followed.
public struct FrameFolder: Sendable {
    /// As the user gave it.
    public let path: String
    /// Paths of the frames, in order; never empty.
    public private(set) var files: [String]
    /// Name of every frame without extension: masks are named after it.
    public private(set) var stems: [String]
    /// Width of the first frame in pixels, from its header; all others must have it too.
    public let width: Int
    /// Height of the first frame in pixels.
    public let height: Int

    /// Number of frames.
    public var count: Int { files.count }

    /// Lists a folder of frames.
    ///
    /// - Throws: `MediaError.noSuchPath`, `.unreadable`, `.noFrames`, `.sameStem`, and whatever is
    ///   wrong with the header of the first frame.
    public init(folder: String) throws {
        let names = try Self.names(in: folder)
        let frames = names.filter {
            Self.extensions.contains(($0 as NSString).pathExtension.lowercased())
        }
        .sorted(by: naturallyPrecedes)
        guard !frames.isEmpty else {
            throw MediaError.noFrames(folder: folder, entries: names.count)
        }
        var owners: [String: String] = [:]
        for name in frames {
            let stem = Self.stem(name)
            if let first = owners.updateValue(name, forKey: stem) {
                throw MediaError.sameStem(folder: folder, first: first, second: name)
            }
        }
        try self.init(
            path: folder, files: frames.map { (folder as NSString).appendingPathComponent($0) })
    }

    /// One image as a clip of one frame.
    ///
    /// - Throws: `MediaError` for everything that is not the readable header of an image.
    public init(image: String) throws {
        try self.init(path: image, files: [image])
    }

    /// Frames that a list names.
    ///
    /// - `path`: what the user knows them by.
    /// - `files`: in order, at least one.
    /// - Throws: `MediaError`, for what is wrong with the header of the first frame.
    package init(path: String, files: [String]) throws {
        let size = try ImageFile.size(files[0])
        self.path = path
        self.files = files
        stems = files.map { Self.stem(($0 as NSString).lastPathComponent) }
        (width, height) = (size.width, size.height)
    }

    /// Of every `stride` frames the first.
    func every(_ stride: Int) -> FrameFolder {
        var folder = self
        folder.files = Swift.stride(from: 0, to: count, by: stride).map { files[$0] }
        folder.stems = Swift.stride(from: 0, to: count, by: stride).map { stems[$0] }
        return folder
    }

    /// Decodes frame `index`.
    ///
    /// - Throws: `MediaError`; `.sizesDiffer` where the frame is not of the first frame's size.
    public func image(at index: Int) throws -> RGBImage {
        let image = try ImageFile.read(files[index])
        try check(index, width: image.width, height: image.height)
        return image
    }

    /// Reads the header of every frame, so that a foreign file or another size far into the folder is
    /// told at once and not after minutes of work. Those that ffmpeg reads are judged when they are read.
    ///
    /// - Throws: as `image(at:)`, for what a header tells.
    public func checkHeaders() throws {
        for index in files.indices {
            if try ForeignImage.isAt(files[index]) { continue }
            let size = try ImageFile.header(files[index]).shown
            try check(index, width: size.width, height: size.height)
        }
    }

    private func check(_ index: Int, width: Int, height: Int) throws {
        guard width == self.width, height == self.height else {
            throw MediaError.sizesDiffer(
                first: files[0], firstSize: "\(self.width)x\(self.height)", other: files[index],
                otherSize: "\(width)x\(height)")
        }
    }

    private static let extensions: Set<String> = [
        "png", "jpg", "jpeg", "bmp", "tif", "tiff", "webp", "avif", "heic", "heif",
    ]

    private static func stem(_ name: String) -> String {
        (name as NSString).deletingPathExtension.legiblePath
    }

    private static func names(in folder: String) throws -> [String] {
        guard let names = visibleNames(in: folder) else {
            if errno == ENOENT || errno == ENOTDIR { throw MediaError.noSuchPath(folder) }
            throw MediaError.unreadable(path: folder, reason: systemReason())
        }
        return names
    }
}
