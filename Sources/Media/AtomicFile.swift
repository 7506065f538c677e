import Foundation

/// Writes a file so that it is either there whole or not at all: under a temporary name in the same
/// folder first, then renamed over the final one.
///
/// - `survivesPowerLoss`: waits until the bytes are on the disk before the name points to them, and
///   until the name is there too.
/// - Throws: `MediaError.unwritable` with `path` and the system's reason (a full disk, for example);
///   the temporary file is gone by then.
package func writeAtomically(
    _ bytes: some Sequence<UInt8>, to path: String, survivesPowerLoss: Bool = false
) throws {
    let name = (path as NSString).lastPathComponent
    let folder = (path as NSString).deletingLastPathComponent
    let random = String(UInt32.random(in: 0...UInt32.max), radix: 36)
    let temporary = (folder as NSString).appendingPathComponent(".\(name).\(random).part")
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw MediaError.unwritable(path: path, reason: systemReason()) }
    func fail() -> MediaError {
        let reason = systemReason()
        unlink(temporary)
        return .unwritable(path: path, reason: reason)
    }
    let bytes = ContiguousArray(bytes)
    var written = 0
    while written < bytes.count {
        let got = bytes.withUnsafeBytes {
            write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written)
        }
        if got > 0 {
            written += got
        } else if errno != EINTR {
            let error = fail()
            close(descriptor)
            throw error
        }
    }
    if survivesPowerLoss, fsync(descriptor) != 0 {
        let error = fail()
        close(descriptor)
        throw error
    }
    guard close(descriptor) == 0 else { throw fail() }
    guard rename(temporary, path) == 0 else { throw fail() }
    if survivesPowerLoss, !writeNames(in: folder) {
        throw MediaError.unwritable(path: path, reason: systemReason())
    }
}

/// Waits until the names of a folder's entries are on the disk, as after a rename.
///
/// - Returns: false with the reason in `errno` where the disk fails; a file system that cannot do it for
///   folders is let pass.
package func writeNames(in folder: String) -> Bool {
    let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return errno == EACCES }
    defer { close(descriptor) }
    return fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP
}

extension Mask {
    /// Writes the mask as an 8-bit grayscale PNG, 0 and 255, atomically.
    ///
    /// - Throws: `MediaError.unwritable`.
    public func writePNG(to path: String) throws {
        try writeAtomically(png(), to: path)
    }

    /// The mask as an 8-bit grayscale PNG, 0 and 255.
    package func png() throws -> [UInt8] {
        let levels = [UInt8](unsafeUninitializedCapacity: bytes.count) { buffer, written in
            for index in 0..<bytes.count { buffer[index] = bytes[index] == 0 ? 0 : 255 }
            written = bytes.count
        }
        return try levels.withUnsafeBufferPointer {
            try PNG.encode($0, width: width, height: height, channels: 1, compression: .mask)
        }
    }
}

extension RGBImage {
    /// Writes the picture as JPEG, 4:2:0, atomically.
    ///
    /// - `quality`: 1…100.
    /// - Throws: `MediaError.unwritable`.
    public func writeJPEG(to path: String, quality: Int = 88) throws {
        try writeAtomically(jpeg(quality: quality), to: path)
    }

    /// The picture as JPEG, 4:2:0.
    ///
    /// - `quality`: 1…100.
    package func jpeg(quality: Int = 88) throws -> [UInt8] {
        try JPEG.encode(self, quality: quality)
    }

    /// Writes the picture as an 8-bit RGB PNG, atomically.
    ///
    /// - Throws: `MediaError.unwritable`.
    public func writePNG(to path: String) throws {
        let png = try pixels.withUnsafeBufferPointer {
            try PNG.encode($0, width: width, height: height, channels: 3, compression: .picture)
        }
        try writeAtomically(png, to: path)
    }
}
