import Layers
import ReferFormer
import Tensors

extension MTTR {
    /// What a model says about the frames of a trunk and one text per clip, before masks are drawn.
    package struct Decoded: Sendable {
        /// `[n, queries]`: logit of each query being what the text refers to, in each frame.
        package let scores: Tensor
        /// `[n, queries, maskFeatures]`
        let kernels: Tensor
        /// `[n, height / 4, width / 4, maskFeatures]`
        let maskFeatures: Tensor
    }

    /// Looks for what the texts refer to.
    ///
    /// - `text`: as many texts as the trunk has clips.
    package func decode(
        _ trunk: Trunk, _ text: EncodedText, on compute: Compute,
        recording stages: StageRecorder? = nil
    ) -> Decoded {
        precondition(text.count == trunk.clips, "\(text.count) texts, \(trunk.clips) clips")
        // Frames know nothing of each other here: one at a time needs little memory.
        let count = stages == nil ? 1 : trunk.frames
        let parts = stride(from: 0, to: trunk.frames, by: count).map { start in
            decode(start..<(start + count), of: trunk, text, on: compute, stages)
        }
        let join = { (tensor: (Decoded) -> Tensor) in
            compute.concatenate(parts.map(tensor), axis: 0)
        }
        return Decoded(
            scores: join(\.scores), kernels: join(\.kernels), maskFeatures: join(\.maskFeatures))
    }

    private func decode(
        _ frames: Range<Int>, of trunk: Trunk, _ text: EncodedText, on compute: Compute,
        _ stages: StageRecorder?
    ) -> Decoded {
        let sequence = MultimodalSequence(frames, of: trunk, text, on: compute)
        stages?.record("pos.2", sequence.mapPositions)
        stages?.record("enc.pos", sequence.positions)
        stages?.record("enc.src", sequence.tokens)
        let memory = encoder(
            sequence.tokens, positions: sequence.positions, excluded: sequence.excluded,
            on: compute, stages)
        stages?.record("enc.memory", memory)
        let states = decoder(
            memory, positions: sequence.positions, excluded: sequence.excluded, on: compute,
            stages)
        let maskFeatures = spatialDecoder(
            sequence.map(memory, on: compute), trunk.laterals.map { $0.rows(frames) },
            on: compute, stages)
        let decode = { (state: Tensor) in
            let referred = referredHead(state, on: compute)
            return (
                referred: referred,
                decoded: Decoded(
                    scores: Self.logits(referred), kernels: kernelHead(state, on: compute),
                    maskFeatures: maskFeatures)
            )
        }
        if let stages {
            for (layer, state) in states.enumerated() {
                let (referred, decoded) = decode(state)
                stages.record("ctrl.\(layer)", decoded.kernels)
                stages.record("head.\(layer).pred_is_referred", referred)
                stages.record("head.\(layer).pred_masks", masks(decoded, on: compute))
            }
        }
        return decode(states[states.count - 1]).decoded
    }

    /// Draws masks: each query's kernel meets the features of every cell.
    ///
    /// - `query`: the one to draw; nil for all.
    /// - `frames`: those to draw; nil for all.
    /// - Result: `[frames, queries, height / 4, width / 4]`, logits.
    package func masks(
        _ decoded: Decoded, query: Int? = nil, frames: Range<Int>? = nil, on compute: Compute
    ) -> Tensor {
        let (height, width) = (decoded.maskFeatures.shape[1], decoded.maskFeatures.shape[2])
        let queries = query.map { $0..<($0 + 1) } ?? 0..<config.queries
        let masks = (frames ?? 0..<decoded.kernels.shape[0]).map { frame in
            let features = decoded.maskFeatures.rows(frame..<(frame + 1))
                .reshaped([height * width, config.maskFeatures])
            let kernels = decoded.kernels.rows(frame..<(frame + 1))
                .reshaped([config.queries, config.maskFeatures]).rows(queries)
            return compute.linear(kernels, compute.pack(linear: features, bias: nil))
                .reshaped([1, queries.count, height, width])
        }
        return compute.concatenate(masks, axis: 0)
    }

    /// The logit of a query being referred to, whose sigmoid is what softmax makes of the two numbers
    /// for "referred to" and "not": `[..., queries, 2]` → `[..., queries]`.
    private static func logits(_ referred: Tensor) -> Tensor {
        .filled(Array(referred.shape.dropLast())) { logits in
            referred.withUnsafeBuffer { referred in
                for i in logits.indices { logits[i] = referred[2 * i] - referred[2 * i + 1] }
            }
        }
    }
}
