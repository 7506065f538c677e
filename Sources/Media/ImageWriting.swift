import Masks

extension Mask {
    /// Writes the mask as an 8-bit grayscale PNG, 0 and 255, atomically.
    ///
    /// - Throws: `MediaError.unwritable`.
    public func writePNG(to path: String) throws {
        try MediaError.writing(png(), to: path)
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
        try MediaError.writing(jpeg(quality: quality), to: path)
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
        try MediaError.writing(png(), to: path)
    }

    /// The picture as an 8-bit RGB PNG.
    package func png() throws -> [UInt8] {
        try pixels.withUnsafeBufferPointer {
            try PNG.encode($0, width: width, height: height, channels: 3, compression: .picture)
        }
    }
}
