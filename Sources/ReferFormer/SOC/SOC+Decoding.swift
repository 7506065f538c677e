import Layers
import Tensors

extension SOC {
    /// What a model says about the frames of a trunk and one text per clip, before masks are drawn.
    package struct Decoded: Sendable {
        /// `[n, queries, classes]`: logits of each query in each frame.
        package let classScores: Tensor
        /// `[n, queries, 4]`: centre x, y, width, height, 0 … 1 of the frame without padding.
        package let boxes: Tensor
        /// `[clips, queries, hidden]`: what the queries found in all frames.
        package let clusters: Tensor
        /// `[n, queries, 4]`: the boxes that masks are drawn around.
        let references: Tensor
        let maskFeatures: MaskFeatures
        /// `[n, queries, hidden]`
        let states: Tensor
    }

    /// See `TextEncoder.release`.
    package func releaseText() { encoder.textEncoder.release() }

    /// Reads texts.
    ///
    /// - `texts`: tokens of one text per clip, `<s>` and `</s>` included; shorter ones are filled up.
    /// - Throws: `ReferFormerError.tooManyTokens`, `.unknownToken`.
    package func encode(
        _ texts: [[Int]], on compute: Compute, recording stages: StageRecorder? = nil
    ) throws -> EncodedText {
        let (words, sentence) = try encoder.read(
            texts.map { $0.map(TokenMixture.init) }, on: compute, stages)
        let target = Tensor(zeros: sentence.shape)
        stages?.record("dec.tgt", target)
        return EncodedText(
            words: words, sentence: sentence,
            fusion: encoder.fusion.project(words, on: compute), pyramid: [],
            begun: decoder.begin(target, on: compute, stages), prior: nil)
    }

    /// Runs what depends on the frames alone.
    ///
    /// - `annotated`: for each clip the one frame that all after the backbone is restricted to, as
    ///   in the published evaluation on A2D-Sentences; nil for all frames.
    package func trunk(
        _ batch: FrameBatch, annotated: [Int]? = nil, on compute: Compute,
        recording stages: StageRecorder? = nil
    ) -> Trunk {
        let sight = encoder.see(batch, annotated: annotated, on: compute, stages)
        return Trunk(
            clips: batch.clips, sight, cells: sight.cells,
            lateral: spatialDecoder.lateral(2, of: sight.features[0], on: compute))
    }

    /// Looks for what the texts refer to.
    ///
    /// - `text`: as many texts as the trunk has clips.
    package func decode(
        _ trunk: Trunk, _ text: EncodedText, on compute: Compute,
        recording stages: StageRecorder? = nil
    ) -> Decoded {
        precondition(text.count == trunk.clips, "\(text.count) texts, \(trunk.clips) clips")
        let memory = encoder.memory(trunk, text, on: compute, stages)
        let queries = decoder.queries(text.begun, frames: trunk.frames, on: compute)
        let outcome = decoder(queries, memory, trunk.geometry, on: compute, stages)
        let clusters = cluster(
            outcome.states[outcome.states.count - 1], sentence: text.sentence, on: compute, stages)
        let added = repeated(clusters, trunk.frames / trunk.clips, compute)
        let maskFeatures = MaskFeatures.made(
            self.maskFeatures(memory, trunk, on: compute, stages))
        let decode = { (layer: Int) in
            let states = compute.add(outcome.states[layer], added)
            return Decoded(
                classScores: scores[layer](states, on: compute),
                boxes: decoder.boxes(
                    layer, states,
                    from: layer == 0 ? queries.references : outcome.boxes[layer - 1], on: compute),
                clusters: clusters, references: outcome.boxes[layer], maskFeatures: maskFeatures,
                states: states)
        }
        if let stages {
            for layer in outcome.states.indices {
                let seen = decode(layer)
                stages.record("head.\(layer).hs", seen.states)
                stages.record("head.\(layer).pred_cls", seen.classScores)
                stages.record("ctrl.\(layer)", maskHead.parameters(seen.states, on: compute))
                stages.record("head.\(layer).pred_masks", masks(seen, trunk, on: compute))
            }
        }
        // The published code pairs the layers with the clusters, of which there is one set, so that all
        // it returns is the first layer's; the last layer speaks through the clusters alone.
        return decode(0)
    }

    /// `[n, height / 4, width / 4, maskFeatures]`
    private func maskFeatures(
        _ memory: FrameParts, _ trunk: Trunk, on compute: Compute, _ stages: StageRecorder?
    ) -> Tensor {
        let count = stages == nil ? 1 : trunk.frames
        let parts = stride(from: 0, to: trunk.frames, by: count).map { start in
            let frames = start..<(start + count)
            let maps = encoder.maps(memory.rows(frames, on: compute), trunk.geometry, compute)
            let laterals = [
                spatialDecoder.lateral(0, of: maps[1], on: compute),
                spatialDecoder.lateral(1, of: maps[0], on: compute),
                compute.concatenate(trunk.lateral[frames].map(\.whole), axis: 0),
            ]
            return spatialDecoder(maps[2], laterals, on: compute, stages)
        }
        return compute.concatenate(parts, axis: 0)
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
            of: decoded.states, around: decoded.references, features: decoded.maskFeatures, trunk,
            prior: nil, query: query, frames: frames, on: compute)
    }
}

extension SOC.Decoded {
    /// `[n, queries]`: logits of each query's likeliest class, that whose probability is the largest
    /// in the mean over all frames.
    package var scores: Tensor {
        let values = classScores.values
        let (frames, queries) = (classScores.shape[0], classScores.shape[1])
        let classes = classScores.shape[2]
        let likeliest = (0..<queries).map { query in
            let sums = (0..<classes).map { number in
                (0..<frames).reduce(Float(0)) {
                    $0 + sigmoid(values[($1 * queries + query) * classes + number])
                }
            }
            return sums.indices.max { sums[$0] < sums[$1] } ?? 0
        }
        return logits { likeliest[$0] }
    }

    /// `[n, queries]`: logits of each query's first class, all that is scored where every frame has
    /// candidates of its own.
    package var firstScores: Tensor { logits { _ in 0 } }

    /// - `number`: the class of a query.
    private func logits(of number: (Int) -> Int) -> Tensor {
        let (queries, classes) = (classScores.shape[1], classScores.shape[2])
        return .filled([classScores.shape[0], queries]) { logits in
            classScores.withUnsafeBuffer { values in
                for i in logits.indices { logits[i] = values[i * classes + number(i % queries)] }
            }
        }
    }
}
