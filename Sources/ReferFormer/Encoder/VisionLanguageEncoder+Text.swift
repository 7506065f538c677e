import Layers
import Tensors

extension VisionLanguageEncoder {
    /// Reads texts.
    ///
    /// - `texts`: tokens of one text per clip, `<s>` and `</s>` included; shorter ones are filled up.
    /// - Returns: the words, and `[texts, hidden]`: each text as a whole.
    /// - Throws: `ReferFormerError.tooManyTokens`, `.unknownToken`.
    func read(
        _ texts: [[TokenMixture]], on compute: Compute, _ stages: StageRecorder?
    ) throws -> (words: Words, sentence: Tensor) {
        let batch = try TextBatch(texts, for: config.text)
        let features = textEncoder(batch, on: compute, recording: stages)
        let pooled = pooler(features, on: compute)
        stages?.record("text.pooler", pooled)
        let values = resizer(features, on: compute)
        let sentence = resizer(pooled, on: compute)
        let positions = PositionEncoding.text(
            batch: batch.count, tokens: batch.length, excluded: batch.excluded,
            features: config.hidden)
        stages?.record("text.memory", values)
        stages?.record("text.sentence", sentence)
        stages?.record("text.pos", positions)
        let words = Words(
            values: values, positions: positions, keys: compute.add(values, positions),
            excluded: batch.padding)
        return (words, sentence)
    }

    /// The memory of frames that have met the words before the encoder, `[n, cells, hidden]`.
    func memory(
        _ trunk: Trunk, _ text: EncodedText, on compute: Compute, _ stages: StageRecorder?
    ) -> FrameParts {
        let geometry = trunk.geometry
        let isUniform = geometry.validRatios.count == 1
        let perClip = trunk.frames / trunk.clips
        // Frames know nothing of each other here: one at a time needs little memory.
        let count = isUniform && stages == nil ? 1 : trunk.frames
        let parts = stride(from: 0, to: trunk.frames, by: count).map { start in
            let clips = count == 1 ? start / perClip..<start / perClip + 1 : 0..<trunk.clips
            let fused = compute.stage("fusion") {
                fusion(
                    trunk.cells.rows(start..<(start + count), on: compute),
                    text.fusion.elements(clips),
                    clips: clips.count, excluded: text.words.excluded(clips), on: compute)
            }
            if let stages {
                for (level, map) in maps(fused, geometry, compute).enumerated() {
                    stages.record("fused.\(level)", map)
                }
                stages.record("enc.src", fused)
            }
            return compute.stage("encoder") {
                deformable(fused, geometry, on: compute, stages)
            }
        }
        return FrameParts(parts)
    }
}
