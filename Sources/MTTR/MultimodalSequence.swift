import Layers
import ReferFormer
import Tensors

/// The cells of frames at stride 16, row by row, and behind them the words of the frame's text: one
/// sequence a frame.
struct MultimodalSequence {
    /// `[n, cells + words, hidden]`
    let tokens: Tensor
    /// `[n, cells, hidden]`
    let mapPositions: Tensor
    /// Of the shape of `tokens`; words have none, zeros.
    let positions: Tensor
    /// `[n · (cells + words)]`, true for padding; nil where there is none.
    let excluded: [Bool]?
    private let size: DeformableAttention.Size

    /// - `frames`: of the trunk.
    init(
        _ frames: Range<Int>, of trunk: MTTR.Trunk, _ text: MTTR.EncodedText,
        on compute: Compute
    ) {
        let size = (height: trunk.cells.shape[1], width: trunk.cells.shape[2])
        let (cells, words) = (size.height * size.width, text.words.shape[1])
        let features = trunk.cells.shape[3]
        let perClip = trunk.frames / trunk.clips
        let read = frames.map { frame in
            let clip = frame / perClip
            return text.words.rows(clip..<(clip + 1))
        }
        let map = trunk.cells.rows(frames).reshaped([frames.count, cells, features])
        tokens = compute.concatenate([map, compute.concatenate(read, axis: 0)], axis: 1)
        mapPositions = compute.concatenate(
            trunk.positions[frames].map { $0.reshaped([1, cells, features]) }, axis: 0)
        positions = compute.concatenate(
            [mapPositions, Tensor(zeros: [frames.count, words, features])], axis: 1)
        let padding = frames.flatMap { frame in
            let clip = frame / perClip
            return trunk.extents[frame].padding(in: size)
                + text.excluded[(clip * words)..<((clip + 1) * words)]
        }
        excluded = padding.contains(true) ? padding : nil
        self.size = size
    }

    /// The cells of what the encoder made of the sequence, `[n, height / 16, width / 16, hidden]`.
    func map(_ memory: Tensor, on compute: Compute) -> Tensor {
        let (length, hidden) = (memory.shape[1], memory.shape[2])
        let cells = size.height * size.width
        let maps = (0..<memory.shape[0]).map { frame in
            memory.rows(frame..<(frame + 1)).reshaped([length, hidden]).rows(0..<cells)
                .reshaped([1, size.height, size.width, hidden])
        }
        return compute.concatenate(maps, axis: 0)
    }
}
