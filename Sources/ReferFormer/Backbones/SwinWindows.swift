import Tensors

/// One axis of a map, padded to whole windows and rolled by the shift.
struct SwinWindowAxis: Sendable, Equatable {
    /// Tokens of the map along the axis.
    let size: Int
    let window: Int
    let shift: Int

    var count: Int { (size + window - 1) / window }
    private var padded: Int { count * window }

    /// The token at a place of the rolled axis; negative for padding.
    func token(at place: Int) -> Int {
        let token = (place + shift) % padded
        return token < size ? token : -1
    }

    /// Tokens that the roll brought together without being neighbours are of different regions.
    func region(at place: Int) -> Int {
        if shift == 0 || place < padded - window { return 0 }
        return place < padded - shift ? 1 : 2
    }
}

/// The tokens of maps, `[clips, frames, height, width]`, shared out to windows: a few windows at a
/// time, so that what is computed for them stays in the cache.
struct SwinWindows: Sendable {
    struct Batch: Sendable {
        /// Rows of the map's tokens, `clips · frames · height · width` in all.
        let rows: [Int32]
        /// Their places are among the rows of this batch.
        let windows: AttentionWindows
    }

    private(set) var batches: [Batch] = []
    /// Tokens of a window, padding included.
    let tokens: Int

    /// - `axes`: of frames, height and width.
    /// - `batch`: tokens of a batch, roughly.
    init(clips: Int, axes: (SwinWindowAxis, SwinWindowAxis, SwinWindowAxis), batch: Int) {
        let (frames, height, width) = axes
        tokens = frames.window * height.window * width.window
        let shifted = [frames, height, width].contains { $0.shift > 0 }
        let perClip = frames.size * height.size * width.size
        let atOnce = max(1, batch / tokens)
        let windows = (0..<clips).flatMap { clip in
            (0..<frames.count).flatMap { d in
                (0..<height.count).flatMap { h in
                    (0..<width.count).map { w in (clip, d, h, w) }
                }
            }
        }
        for first in stride(from: 0, to: windows.count, by: atOnce) {
            var (rows, places, regions) = ([Int32](), [Int32](), [UInt8]())
            for (clip, d, h, w) in windows[first..<min(first + atOnce, windows.count)] {
                for i in (d * frames.window)..<((d + 1) * frames.window) {
                    for j in (h * height.window)..<((h + 1) * height.window) {
                        let (frame, y) = (frames.token(at: i), height.token(at: j))
                        let line = clip * perClip + (frame * height.size + y) * width.size
                        let region = (frames.region(at: i) * 3 + height.region(at: j)) * 3
                        for k in (w * width.window)..<((w + 1) * width.window) {
                            let x = width.token(at: k)
                            if frame < 0 || y < 0 || x < 0 {
                                places.append(-1)
                            } else {
                                places.append(Int32(rows.count))
                                rows.append(Int32(line + x))
                            }
                            if shifted {
                                regions.append(UInt8(region + width.region(at: k)))
                            }
                        }
                    }
                }
            }
            batches.append(
                Batch(
                    rows: rows,
                    windows: AttentionWindows(
                        tokens: tokens, places: places, regions: shifted ? regions : nil)))
        }
    }
}
