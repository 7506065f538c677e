import CPNG

/// PNG in and out, through libpng.
enum PNG {
    /// Decodes a whole file whose header has been read.
    ///
    /// Any bit depth, palette, gray and interlacing become 8-bit RGB: 16-bit samples keep their high
    /// byte, alpha is dropped (not blended) and gamma ignored, as PIL's `convert("RGB")` does.
    ///
    /// - Throws: `MediaError.truncated` where data stop early, `.damaged` for anything else.
    static func decode(_ bytes: [UInt8], width: Int, height: Int, path: String) throws -> RGBImage {
        try RGBImage(width: width, height: height) { pixels in
            try decode(bytes, width: width, height: height, channels: 3, path: path, into: pixels)
        }
    }

    /// Decodes the palette's indices or the gray levels of a whole file whose header has been read, as
    /// they are stored, `[height, width]`.
    ///
    /// - Throws: `MediaError.noLabels` for colours and 16-bit levels, and as `decode`.
    static func decodeLabels(
        _ bytes: [UInt8], width: Int, height: Int, path: String
    ) throws -> [UInt8] {
        // IHDR has been seen: bit depth and colour type follow the size.
        let (depth, colour) = (bytes[24], bytes[25])
        guard depth <= 8, colour == PNG_COLOR_TYPE_GRAY || colour == PNG_COLOR_TYPE_PALETTE else {
            let kinds = [
                0: "gray levels", 2: "RGB colours", 3: "a palette", 4: "gray levels with alpha",
                6: "RGB colours with alpha",
            ]
            throw MediaError.noLabels(
                path: path, found: "\(depth)-bit " + (kinds[Int(colour)] ?? "unknown samples"))
        }
        return try [UInt8](unsafeUninitializedCapacity: width * height) { pixels, count in
            try decode(bytes, width: width, height: height, channels: 1, path: path, into: pixels)
            count = width * height
        }
    }

    private static func decode(
        _ bytes: [UInt8], width: Int, height: Int, channels: Int32, path: String,
        into pixels: UnsafeMutableBufferPointer<UInt8>
    ) throws {
        var outcome = cpng_outcome()
        bytes.withUnsafeBufferPointer { source in
            cpng_read(
                source.baseAddress, source.count, UInt32(width), UInt32(height), channels,
                pixels.baseAddress, &outcome)
        }
        if outcome.ended != 0 {
            throw MediaError.truncated(
                path: path, format: "PNG", bytes: bytes.count, needed: wholeSize(bytes))
        }
        if let reason = message(outcome) {
            throw MediaError.damaged(path: path, format: "PNG", reason: reason)
        }
    }

    /// Encodes 8-bit samples, `[height, width, channels]` with one (gray), three (RGB) or four (RGB and alpha)
    /// channels.
    ///
    /// - `palette`: 256 colours, red, green, blue, that one channel is the indices of; nil for none.
    static func encode(
        _ pixels: UnsafeBufferPointer<UInt8>, width: Int, height: Int, channels: Int,
        palette: [UInt8]? = nil, compression: Compression
    ) throws -> [UInt8] {
        precondition(
            pixels.count == width * height * channels,
            "\(pixels.count) bytes for \(height)x\(width)x\(channels)")
        precondition(palette == nil || channels == 1 && palette?.count == 768, "a short palette")
        var sink = cpng_sink()
        defer { free(sink.bytes) }
        var outcome = cpng_outcome()
        cpng_write(
            pixels.baseAddress, UInt32(width), UInt32(height), Int32(channels), palette,
            compression.level, compression.filters, compression.strategy, &sink, &outcome)
        if let reason = message(outcome) {
            throw MediaError.unwritable(path: "PNG", reason: reason)
        }
        return Array(UnsafeBufferPointer(start: sink.bytes, count: sink.count))
    }

    /// Settings of zlib and libpng.
    struct Compression {
        let level: Int32
        let filters: Int32
        let strategy: Int32

        /// For masks: no filter and zlib's run-length strategy. On a 640x360 mask 0.24 ms and 577
        /// bytes; default strategy at level 6 took 0.52 ms and 578 bytes.
        static let mask = Compression(level: 1, filters: PNG_FILTER_NONE, strategy: 3)
        /// For pictures: every filter, zlib's strategy for filtered data.
        static let picture = Compression(level: 4, filters: 0xf8, strategy: 1)
    }

    /// Where the first chunk that runs past the end would stop, and at least an IEND after it.
    private static func wholeSize(_ bytes: [UInt8]) -> Int? {
        let (overhead, end) = (12, 12)
        var at = PNGSignature.bytes.count
        while at + 8 <= bytes.count {
            let length = bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) }
            let isEnd = bytes[(at + 4)..<(at + 8)].elementsEqual("IEND".utf8)
            at += overhead + length
            if isEnd { return at }
        }
        return max(at, bytes.count) + end
    }

    private static func message(_ outcome: cpng_outcome) -> String? {
        let text = withUnsafeBytes(of: outcome.message) { raw in
            String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
        }
        return text.isEmpty ? nil : text
    }
}
