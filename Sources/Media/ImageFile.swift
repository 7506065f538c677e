import Files
import Foundation

/// Image files on disk: whole contents and headers, with every failure named.
enum ImageFile {
    /// Reads an image, a PNG or JPEG turned as its EXIF orientation says, as viewers show it.
    ///
    /// The header is judged before the rest of the file is read.
    static func read(_ path: String) throws -> RGBImage {
        if let image = try ForeignImage(path) { return try image.read() }
        let (header, bytes) = try whole(path)
        switch header.format {
        case .png(let orientation):
            return try PNG.decode(bytes, width: header.width, height: header.height, path: path)
                .oriented(orientation)
        case .jpeg(let components, let orientation):
            return try JPEG.decode(
                bytes, width: header.width, height: header.height, components: components,
                path: path
            ).oriented(orientation)
        }
    }

    /// Reads the numbers of a PNG's pixels.
    static func readLabels(_ path: String) throws -> LabelMap {
        let (header, bytes) = try whole(path)
        guard case .png = header.format else {
            throw MediaError.noLabels(path: path, found: "JPEG data")
        }
        return LabelMap(
            width: header.width, height: header.height,
            labels: try PNG.decodeLabels(
                bytes, width: header.width, height: header.height, path: path))
    }

    private static func whole(_ path: String) throws -> (ImageHeader, [UInt8]) {
        _ = try header(path)
        let bytes = try contents(path)
        guard let header = try ImageHeader(bytes, path: path, total: bytes.count) else {
            throw MediaError.unreadable(path: path, reason: "its size changed while it was read")
        }
        return (header, bytes)
    }

    /// Size as shown, in pixels.
    static func size(_ path: String) throws -> (width: Int, height: Int) {
        if let image = try ForeignImage(path) { return image.size }
        return try header(path).shown
    }

    /// Reads only as much of the file as tells format and size.
    static func header(_ path: String) throws -> ImageHeader {
        let file = try MediaError.naming(path) { try RegularFile(path) }
        let start = try MediaError.naming(path) { try file.read(upTo: 64 << 10) }
        if let header = try ImageHeader(start, path: path, total: file.size) { return header }
        let whole = try contents(path)
        guard let header = try ImageHeader(whole, path: path, total: whole.count) else {
            throw MediaError.unreadable(path: path, reason: "its size changed while it was read")
        }
        return header
    }

    /// Whether the last bytes of a file are what a PNG (its IEND chunk) or a JPEG (its EOI marker) ends
    /// with.
    fileprivate static func hasEnd(_ path: String) throws -> Bool {
        let end = try MediaError.naming(path) {
            let file = try RegularFile(path)
            return try file.read(upTo: 8, from: max(0, file.size - 8))
        }
        return end.suffix(2) == [0xff, 0xd9] || end.starts(with: "IEND".utf8)
    }

    private static func contents(_ path: String) throws -> [UInt8] {
        try MediaError.naming(path) {
            try RegularFile.contents(of: path, limit: PixelBudget.fileBytes)
        }
    }
}

extension RGBImage {
    /// Reads a PNG (any depth, palette, alpha dropped) or JPEG from a file, EXIF orientation applied, or
    /// another image that ffmpeg decodes.
    ///
    /// - Throws: `MediaError`, naming the file, for everything that cannot be read as an image.
    public init(path: String) throws {
        self = try ImageFile.read(path)
    }
}

/// Size of an image in pixels, of which the end is there too: it is decoded where its last bytes are none
/// of an image's.
///
/// - Throws: `MediaError`.
package func wholeImageSize(path: String) throws -> (width: Int, height: Int) {
    if let image = try ForeignImage(path) { return image.size }
    let size = try ImageFile.header(path).shown
    if try !ImageFile.hasEnd(path) { _ = try ImageFile.read(path) }
    return size
}

/// Size of an image in pixels, from its header alone.
///
/// - Throws: `MediaError`.
package func imageSize(path: String) throws -> (width: Int, height: Int) {
    try ImageFile.size(path)
}
