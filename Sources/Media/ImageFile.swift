import Foundation

/// Image files on disk: whole contents and headers, with every failure named.
enum ImageFile {
    /// Reads a PNG or JPEG; a JPEG is turned as its EXIF orientation says, as viewers show it.
    ///
    /// The header is judged before the rest of the file is read.
    static func read(_ path: String) throws -> RGBImage {
        _ = try header(path)
        let bytes = try contents(path)
        guard let header = try ImageHeader(bytes, path: path, total: bytes.count) else {
            throw MediaError.unreadable(path: path, reason: "its size changed while it was read")
        }
        switch header.format {
        case .png:
            return try PNG.decode(bytes, width: header.width, height: header.height, path: path)
        case .jpeg(let components, let orientation):
            return try JPEG.decode(
                bytes, width: header.width, height: header.height, components: components,
                path: path
            ).oriented(orientation)
        }
    }

    /// Reads only as much of the file as tells format and size.
    static func header(_ path: String) throws -> ImageHeader {
        let file = try OpenFile(path)
        let start = try file.read(upTo: 64 << 10)
        if let header = try ImageHeader(start, path: path, total: file.size) { return header }
        let whole = try contents(path)
        guard let header = try ImageHeader(whole, path: path, total: whole.count) else {
            throw MediaError.unreadable(path: path, reason: "its size changed while it was read")
        }
        return header
    }

    private static func contents(_ path: String) throws -> [UInt8] {
        let file = try OpenFile(path)
        guard file.size <= PixelBudget.fileBytes else {
            throw MediaError.fileTooLarge(
                path: path, bytes: file.size, limit: PixelBudget.fileBytes)
        }
        return try file.read(upTo: file.size)
    }
}

/// A regular file, open for reading until it goes out of use.
final class OpenFile {
    let path: String
    /// Bytes in the file when it was opened.
    let size: Int
    private let descriptor: Int32

    /// - Throws: `MediaError.noSuchPath`, or `.unreadable` for folders, devices and closed permissions.
    init(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { throw MediaError.noSuchPath(path) }
            throw MediaError.unreadable(path: path, reason: systemReason())
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw MediaError.unreadable(path: path, reason: "it is a folder")
        default: throw MediaError.unreadable(path: path, reason: "it is not a regular file")
        }
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw MediaError.unreadable(path: path, reason: systemReason())
        }
        self.path = path
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// The next bytes, fewer than `count` only at the end of the file.
    func read(upTo count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: min(count, size)) { buffer, written in
            while written < min(count, size) {
                let room = UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[written..<min(count, size)])
                let got = Foundation.read(descriptor, room.baseAddress, room.count)
                if got == 0 { break }
                if got < 0 {
                    if errno == EINTR { continue }
                    throw MediaError.unreadable(path: path, reason: systemReason())
                }
                written += got
            }
        }
    }
}

extension RGBImage {
    /// Reads a PNG (any depth, palette, alpha dropped) or JPEG (EXIF orientation applied) from a file.
    ///
    /// - Throws: `MediaError`, naming the file, for everything that cannot be read as an image.
    public init(path: String) throws {
        self = try ImageFile.read(path)
    }
}
