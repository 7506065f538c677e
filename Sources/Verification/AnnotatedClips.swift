import ReferFormer
import Tensors

/// The inputs of a golden file with one annotated frame in each of a few clips (A2D-Sentences).
struct AnnotatedClips {
    /// Tokens of each clip's text.
    let texts: [[Int]]
    /// `[frames, height, width, 3]` of each clip.
    let frames: [Tensor]
    /// Which of each clip's frames is annotated.
    let places: [Int]
    /// Each clip's size as it was read.
    let extents: [Extent]
    /// Each clip's own size.
    let sizes: [Extent]

    /// - Throws: `VerificationError.badGolden`.
    init(_ golden: Golden) throws {
        let clips = 0..<golden.clips
        texts = try clips.map { try golden.integers("in.ids.\($0)") }
        frames = try clips.map { try golden.frames("in.frames.\($0)") }
        let sizes = try golden.integers("in.orig_size")
        guard let place = try golden.integers("in.valid_index").first, !clips.isEmpty,
            sizes.count == 2 * clips.count, frames.allSatisfy({ 0..<$0.shape[0] ~= place })
        else {
            throw VerificationError.badGolden(path: golden.file.path, found: "no annotated frame")
        }
        places = clips.map { _ in place }
        extents = frames.map { Extent(rows: $0.shape[1], columns: $0.shape[2]) }
        self.sizes = clips.map { Extent(rows: sizes[2 * $0], columns: sizes[2 * $0 + 1]) }
    }
}
