import CEvidence
import Media
import Tensors

extension RGBImage {
    /// Sides that ``resized(width:height:)`` takes and gives.
    package static let resizableSides = 1...65536

    /// The picture at another size, antialiased, to the bit as Pillow's bilinear filter.
    ///
    /// A triangle filter whose half-width is the shrinking factor, at least 1. For output `i` with
    /// `scale = in / out`, `support = max(scale, 1)` and centre `c = (i + 0.5) scale`, input `j` weighs
    ///
    ///     max(0, 1 - |j - c + 0.5| / support)
    ///
    /// normalised to 1 and rounded to 22 fractional bits. Columns are resized first, then rows, and
    /// each pass rounds to 8 bits. A side that stays as it is is not filtered.
    ///
    /// Recent versions of Pillow filter rows first where that is less work, and may then differ by
    /// one level.
    ///
    /// - Throws: ``EvidenceError/cannotResize(from:to:sides:)`` for sides outside ``resizableSides``.
    package func resized(width outWidth: Int, height outHeight: Int) throws -> RGBImage {
        if outWidth == width && outHeight == height && width > 0 && height > 0 { return self }
        guard [width, height, outWidth, outHeight].allSatisfy({ Self.resizableSides.contains($0) })
        else {
            throw EvidenceError.cannotResize(
                from: sizeText, to: "\(outWidth)x\(outHeight)", sides: Self.resizableSides)
        }
        let (w, h, ow, oh) = (Int32(width), Int32(height), Int32(outWidth), Int32(outHeight))
        let count = outWidth * outHeight * 3
        let resized = withScratch(evidence_resize_scratch_bytes(w, h, ow, oh)) { scratch in
            [UInt8](unsafeUninitializedCapacity: count) { out, written in
                let code = pixels.withUnsafeBufferPointer {
                    evidence_resize($0.baseAddress, w, h, ow, oh, out.baseAddress, scratch)
                }
                precondition(
                    code == EVIDENCE_OK, "resize code \(code) for checked sizes")
                written = count
            }
        }
        return RGBImage(width: outWidth, height: outHeight, pixels: resized)
    }
}
