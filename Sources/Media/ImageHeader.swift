/// Format and size of an image, read from its first bytes without decoding anything.
struct ImageHeader: Equatable {
    enum Format: Equatable {
        case png(orientation: Int)
        case jpeg(components: Int, orientation: Int)
    }

    let format: Format
    /// Size as stored, before EXIF orientation.
    let width: Int
    let height: Int

    /// Size as shown, after EXIF orientation.
    var shown: (width: Int, height: Int) {
        switch format {
        case .jpeg(_, 5...8), .png(5...8): (height, width)
        default: (width, height)
        }
    }

    /// Reads the header.
    ///
    /// - `bytes`: the start of the file, or all of it.
    /// - `path`: for messages.
    /// - `total`: how many bytes the file has.
    /// - Throws: `MediaError`; nil is returned instead where `bytes` is only a part and more are needed.
    init?(_ bytes: [UInt8], path: String, total: Int) throws {
        guard total > 0 else { throw MediaError.emptyFile(path: path) }
        let partial = bytes.count < total
        switch FileKind(start: bytes) {
        case .image(let looksLike, _), .other(let looksLike):
            throw MediaError.notAnImage(path: path, looksLike: looksLike)
        case .png:
            guard bytes.count >= 33 else {
                throw MediaError.truncated(path: path, format: "PNG", bytes: total, needed: 57)
            }
            guard bytes[12..<16].elementsEqual("IHDR".utf8) else {
                throw MediaError.damaged(
                    path: path, format: "PNG", reason: "no IHDR chunk at its start")
            }
            let word = { (at: Int) in bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) } }
            guard let orientation = Self.orientation(png: bytes, isWhole: !partial) else {
                return nil
            }
            (format, width, height) = (.png(orientation: orientation), word(16), word(20))
            guard width > 0, height > 0 else {
                throw MediaError.damaged(
                    path: path, format: "PNG", reason: "size \(width)x\(height)")
            }
        case .jpeg:
            do throws(JPEGHeader.Failure) {
                let header = try bytes.withUnsafeBufferPointer {
                    buffer throws(JPEGHeader.Failure) in
                    try JPEGHeader(buffer)
                }
                (width, height) = (header.width, header.height)
                format = .jpeg(components: header.components, orientation: header.orientation)
            } catch .ended {
                if partial { return nil }
                throw MediaError.truncated(path: path, format: "JPEG", bytes: total, needed: nil)
            } catch .damaged(let reason) {
                throw MediaError.damaged(path: path, format: "JPEG", reason: reason)
            }
        }
        guard width <= PixelBudget.side, height <= PixelBudget.side,
            width * height <= PixelBudget.area
        else { throw MediaError.tooManyPixels(path: path, width: width, height: height) }
    }

    /// What a PNG's eXIf chunk says, 1 without one; nil where the pixels, before which it must stand, begin
    /// behind the bytes that there are.
    private static func orientation(png bytes: [UInt8], isWhole: Bool) -> Int? {
        var at = 8
        while at + 8 <= bytes.count {
            let length = bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) }
            let name = bytes[(at + 4)..<(at + 8)]
            if name.elementsEqual("IDAT".utf8) { return 1 }
            if name.elementsEqual("eXIf".utf8), at + 8 + length <= bytes.count {
                return bytes.withUnsafeBufferPointer {
                    EXIF.orientation(
                        UnsafeBufferPointer(rebasing: $0[(at + 8)..<(at + 8 + length)]))
                        ?? 1
                }
            }
            at += 12 + length
        }
        return isWhole ? 1 : nil
    }
}
