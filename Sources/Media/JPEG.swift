import CTurboJPEG

/// JPEG in and out, through TurboJPEG.
enum JPEG {
    /// Decodes a whole file whose header has been read; gray and CMYK become RGB.
    ///
    /// CMYK is taken as Adobe writes it, inverted, and multiplied out: `R = C · K / 255`. The result
    /// is not yet turned by the EXIF orientation.
    ///
    /// - Throws: `MediaError.truncated` where data stop early (libjpeg itself only warns and fills with
    ///   gray), `.damaged` for anything else, except stray bytes between segments, which do no harm.
    static func decode(
        _ bytes: [UInt8], width: Int, height: Int, components: Int, path: String
    ) throws -> RGBImage {
        guard let handle = tjInitDecompress() else {
            throw MediaError.damaged(path: path, format: "JPEG", reason: "TurboJPEG cannot start")
        }
        defer { tjDestroy(handle) }
        func decompress(_ out: UnsafeMutablePointer<UInt8>?, _ format: TJPF) throws {
            let code = bytes.withUnsafeBufferPointer { source in
                tjDecompress2(
                    handle, source.baseAddress, UInt(source.count), out, Int32(width), 0,
                    Int32(height), format.rawValue, TJFLAG_LIMITSCANS)
            }
            if code == 0 { return }
            let reason = String(cString: tjGetErrorStr2(handle))
            let harmless =
                tjGetErrorCode(handle) == Int32(bitPattern: TJERR_WARNING.rawValue)
                && reason.contains("extraneous bytes before marker")
            if harmless { return }
            if reason.lowercased().contains("premature end") || bytes.suffix(2) != [0xff, 0xd9] {
                throw MediaError.truncated(
                    path: path, format: "JPEG", bytes: bytes.count, needed: nil)
            }
            throw MediaError.damaged(path: path, format: "JPEG", reason: reason)
        }
        return try RGBImage(width: width, height: height) { pixels in
            guard components == 4 else {
                try decompress(pixels.baseAddress, TJPF_RGB)
                return
            }
            var inks = [UInt8](repeating: 0, count: width * height * 4)
            try inks.withUnsafeMutableBufferPointer { inks in
                try decompress(inks.baseAddress, TJPF_CMYK)
                for pixel in 0..<(width * height) {
                    let black = Int(inks[pixel * 4 + 3])
                    for channel in 0..<3 {
                        let value = Int(inks[pixel * 4 + channel]) * black
                        pixels[pixel * 3 + channel] = UInt8((value + 127) / 255)
                    }
                }
            }
        }
    }

    /// Encodes a picture as baseline JPEG, 4:2:0.
    ///
    /// - `quality`: 1…100.
    static func encode(_ image: RGBImage, quality: Int) throws -> [UInt8] {
        guard let handle = tjInitCompress() else {
            throw MediaError.unwritable(path: "JPEG", reason: "TurboJPEG cannot start")
        }
        defer { tjDestroy(handle) }
        let subsampling = Int32(bitPattern: TJSAMP_420.rawValue)
        let capacity = tjBufSize(Int32(image.width), Int32(image.height), subsampling)
        return try [UInt8](unsafeUninitializedCapacity: Int(capacity)) { buffer, written in
            var size = capacity
            var out = buffer.baseAddress
            let code = image.pixels.withUnsafeBufferPointer { pixels in
                tjCompress2(
                    handle, pixels.baseAddress, Int32(image.width), 0, Int32(image.height),
                    TJPF_RGB.rawValue, &out, &size, subsampling, Int32(quality),
                    TJFLAG_NOREALLOC)
            }
            guard code == 0 else {
                throw MediaError.unwritable(
                    path: "JPEG", reason: String(cString: tjGetErrorStr2(handle)))
            }
            written = Int(size)
        }
    }
}
