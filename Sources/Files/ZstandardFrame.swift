import CZstd

/// Bytes that Zstandard compressed (RFC 8878), one frame that tells how many they are.
package struct ZstandardFrame {
    /// Bytes that are in it.
    package let count: Int
    private let bytes: UnsafeRawBufferPointer

    /// Nil for what does not begin as such a frame.
    package init?(_ bytes: UnsafeRawBufferPointer) {
        let size = ZSTD_getFrameContentSize(bytes.baseAddress, bytes.count)
        // The two largest stand for "unknown" and "no frame".
        guard size < UInt64(Int.max) else { return nil }
        (self.bytes, count) = (bytes, Int(size))
    }

    /// - `place`: of `count` bytes.
    /// - Returns: what is wrong with the frame, in words; nil where all bytes were written.
    package func decompress(into place: UnsafeMutableRawBufferPointer) -> String? {
        precondition(place.count == count, "\(place.count) bytes of place for \(count)")
        let written = ZSTD_decompress(place.baseAddress, count, bytes.baseAddress, bytes.count)
        if ZSTD_isError(written) != 0 { return String(cString: ZSTD_getErrorName(written)) }
        return written == count ? nil : "\(written) bytes where \(count) were promised"
    }
}
