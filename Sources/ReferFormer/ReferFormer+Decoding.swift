import Tensors

/// What a model says about the frames of a trunk and one text per clip, before masks are drawn.
package struct Decoded: Sendable {
    /// `[n, queries]`: logit of each query in each frame.
    package let scores: Tensor
    /// `[n, queries, 4]`: centre x, y, width, height, 0 … 1 of the frame without padding.
    package let boxes: Tensor
    /// `[n, queries, 2]`: reference points of the last layer but one.
    package let referencePoints: Tensor
    /// `[n]`: logit of there being anything to find; nil where the model does not judge that.
    package let presence: Tensor?
    let maskFeatures: MaskFeatures
    /// `[n, height / 4, width / 4]`
    let prior: Tensor?
    /// `[n, queries, hidden]`
    let states: Tensor
}

/// What the decoder looks at: the cells of frames that have met the words, and what masks will be
/// drawn from.
struct Memory: Sendable {
    /// `[n, cells, hidden]`
    let cells: FrameParts
    let maskFeatures: MaskFeatures
}

/// What masks are drawn from, `[n, height / 4, width / 4, maskFeatures]`.
enum MaskFeatures: Sendable {
    case made(Tensor)
    /// Large, and therefore made frame by frame.
    case pending(ReadingPyramid)

    /// Those of some frames.
    func callAsFunction(_ frames: Range<Int>, on compute: Compute) -> Tensor {
        switch self {
        case .made(let features): features.rows(frames)
        case .pending(let pyramid):
            compute.stage("pyramid") { pyramid.maskFeatures(frames, on: compute) }
        }
    }
}

extension ReferFormer {
    /// Looks for what the texts refer to.
    ///
    /// - `text`: as many texts as the trunk has clips.
    package func decode(
        _ trunk: Trunk, _ text: EncodedText, on compute: Compute, recording stages: StageRecorder?
    ) -> Decoded {
        let memory = memory(trunk, text, on: compute, stages)
        stages?.record(
            "dec.tgt", repeated(text.sentence, trunk.frames / trunk.clips * config.queries, compute)
        )
        return look(
            decoder.queries(text.begun, frames: trunk.frames, on: compute), memory, trunk, text,
            on: compute, stages)
    }

    /// Lets frames meet the words.
    func memory(
        _ trunk: Trunk, _ text: EncodedText, on compute: Compute, _ stages: StageRecorder?
    ) -> Memory {
        precondition(text.count == trunk.clips, "\(text.count) texts, \(trunk.clips) clips")
        if let late = trunk.late {
            let cells = compute.stage("fusion") {
                encoder.fusion(
                    trunk.cells.joined(on: compute), text.fusion, clips: trunk.clips,
                    excluded: text.words.excluded,
                    on: compute)
            }
            stages?.record("memory.fused", cells)
            return Memory(cells: FrameParts([cells]), maskFeatures: .made(late.maskFeatures))
        }
        let cells = trunk.hasRead ? trunk.cells : encoder.memory(trunk, text, on: compute, stages)
        let maps = encoder.maps(cells, trunk.geometry, compute)
        let pyramid = compute.stage("pyramid") {
            ReadingPyramid(
                pixelDecoder, memory: [maps[2], maps[1], maps[0]], lateral: trunk.lateral,
                text: text, clips: trunk.clips, trunk.geometry, on: compute, stages)
        }
        if let stages { pyramid.record(in: stages, on: compute) }
        return Memory(cells: cells, maskFeatures: .pending(pyramid))
    }

    /// Lets queries look for their object.
    func look(
        _ queries: DeformableDecoder.Queries, _ memory: Memory, _ trunk: Trunk,
        _ text: EncodedText, on compute: Compute, _ stages: StageRecorder?
    ) -> Decoded {
        let outcome = compute.stage("decoder") {
            decoder(queries, memory.cells, trunk.geometry, on: compute, stages)
        }
        let last = outcome.states.count - 1
        let maskFeatures = memory.maskFeatures

        var prior: PriorHead.Outcome?
        if let head = self.prior, let late = trunk.late, let base = late.prior,
            let query = text.prior
        {
            let seen = head(base, maskFeatures: late.maskFeatures, query, on: compute)
            stages?.record("prior.logits8", seen.coarse)
            stages?.record("prior.logits", seen.logits)
            prior = seen
        }
        var present: Tensor?
        if let prior, let base = trunk.late?.prior {
            present = presence?(base, prior, sentence: text.sentence, on: compute)
        }
        if let present { stages?.record("presence.logits", present) }
        let decode = { (layer: Int) in
            Decoded(
                scores: scores[layer](outcome.states[layer], on: compute).largestOfLast
                    .reshaped([trunk.frames, queries.count]),
                boxes: outcome.boxes[layer],
                referencePoints: centres(outcome.boxes[max(layer - 1, 0)]), presence: present,
                maskFeatures: maskFeatures,
                prior: prior.map { $0.logits.reshaped(Array($0.logits.shape.dropLast())) },
                states: outcome.states[layer])
        }
        if let stages {
            for layer in outcome.states.indices {
                let seen = decode(layer)
                stages.record("ctrl.\(layer)", maskHead.parameters(seen.states, on: compute))
                stages.record("head.\(layer).pred_logits", seen.scores)
                stages.record("head.\(layer).pred_boxes", seen.boxes)
                stages.record(
                    "head.\(layer).pred_masks", masks(seen, trunk, on: compute))
            }
        }
        return decode(last)
    }

    /// Draws masks.
    ///
    /// - `query`: the one to draw; nil for all.
    /// - `frames`: those to draw; nil for all.
    /// - Result: `[frames, queries, height / 4, width / 4]`, logits.
    package func masks(
        _ decoded: Decoded, _ trunk: Trunk, query: Int? = nil, frames: Range<Int>? = nil,
        on compute: Compute
    ) -> Tensor {
        maskHead.masks(
            of: decoded.states, around: decoded.boxes, features: decoded.maskFeatures, trunk,
            prior: decoded.prior, query: query, frames: frames, on: compute)
    }

    /// How well each query fits the text, `[n, queries]`, logits: its class score and, where the
    /// model has a prior, the prior's mean inside the query's mask.
    ///
    /// - `masks`: all queries', from `masks`.
    package func fit(_ decoded: Decoded, _ masks: Tensor, on compute: Compute) -> Tensor {
        guard let prior = decoded.prior else { return decoded.scores }
        let (frames, queries) = (masks.shape[0], masks.shape[1])
        let cells = masks.shape[2] * masks.shape[3]
        let shares = compute.sigmoid(masks)
        return .filled([frames, queries]) { fits in
            decoded.scores.withUnsafeBuffer { scores in
                shares.withUnsafeBuffer { shares in
                    prior.withUnsafeBuffer { prior in
                        for row in fits.indices {
                            var (inside, area) = (Float(0), Float(1e-3))
                            let frame = row / queries * cells
                            for cell in 0..<cells {
                                let share = shares[row * cells + cell]
                                inside += share * prior[frame + cell]
                                area += share
                            }
                            fits[row] = scores[row] + inside / area
                        }
                    }
                }
            }
        }
    }

    /// `[n, queries, 4]` → `[n, queries, 2]`: centres of boxes.
    func centres(_ boxes: Tensor) -> Tensor {
        .filled([boxes.shape[0], boxes.shape[1], 2]) { centres in
            boxes.withUnsafeBuffer { boxes in
                for i in centres.indices { centres[i] = boxes[i / 2 * 4 + i % 2] }
            }
        }
    }
}
