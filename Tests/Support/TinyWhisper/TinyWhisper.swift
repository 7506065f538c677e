import Foundation
import Randomness
import Tensors
import Weights

/// A Whisper model too small to hear anything, written as others write theirs.
package struct TinyWhisper {
    package static let width = 64
    package static let bands = 4
    package static let feedforward = 12
    package static let steps = 10
    package static let positions = 64

    /// By their names in transformers, without `model.`
    package private(set) var tensors: [String: Tensor] = [:]
    /// Bytes, a few words, special tokens, two languages, three times.
    package let vocabulary: [String]

    package init() {
        // The characters that stand for bytes, as GPT-2 numbers them.
        let printable =
            (0x21...0x7E).map { $0 } + (0xA1...0xAC).map { $0 } + (0xAE...0xFF).map { $0 }
        let others = (0..<68).map { 0x100 + $0 }
        let bytes = (printable + others).compactMap(Unicode.Scalar.init).map { String($0) }
        vocabulary =
            bytes + ["Ġthe", "Ġdog", "Ġ-", "s"].filter { !bytes.contains($0) }
            + ["<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|de|>", "<|translate|>"]
            + ["<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>"]
            + ["<|notimestamps|>", "<|0.00|>", "<|0.02|>", "<|0.04|>"]
        var random = SplitMix64(seed: 5)
        func add(_ name: String, _ shape: [Int]) {
            let values = (0..<shape.reduce(1, *)).map { _ in
                Float.random(in: -0.4...0.4, using: &random)
            }
            tensors[name] = Tensor(shape: shape, values: values)
        }
        func layer(_ name: String, _ outputs: Int, _ inputs: Int, bias: Bool = true) {
            add(name + ".weight", [outputs, inputs])
            if bias { add(name + ".bias", [outputs]) }
        }
        func norm(_ name: String) {
            add(name + ".weight", [Self.width])
            add(name + ".bias", [Self.width])
        }
        let width = Self.width
        for (name, channels) in [("conv1", Self.bands), ("conv2", width)] {
            add("encoder.\(name).weight", [width, channels, 3])
            add("encoder.\(name).bias", [width])
        }
        add("encoder.embed_positions.weight", [Self.steps, width])
        add("decoder.embed_positions.weight", [Self.positions, width])
        add("decoder.embed_tokens.weight", [vocabulary.count, width])
        for (side, attentions) in [
            ("encoder", ["self_attn"]), ("decoder", ["self_attn", "encoder_attn"]),
        ] {
            let prefix = "\(side).layers.0."
            for attention in attentions {
                for part in ["q_proj", "k_proj", "v_proj", "out_proj"] {
                    layer("\(prefix)\(attention).\(part)", width, width, bias: part != "k_proj")
                }
                norm("\(prefix)\(attention)_layer_norm")
            }
            norm(prefix + "final_layer_norm")
            layer(prefix + "fc1", Self.feedforward, width)
            layer(prefix + "fc2", width, Self.feedforward)
            norm("\(side).layer_norm")
        }
    }

    /// As transformers does: `model.safetensors`, `tokenizer.json`, `generation_config.json`.
    package func writeTransformers(_ folder: String) throws {
        try makeFolder(folder)
        let named = Dictionary(uniqueKeysWithValues: tensors.map { ("model." + $0.key, $0.value) })
        try SafetensorsFile.write(
            named, metadata: ["format": "pt"], to: folder + "/model.safetensors")
        let end = vocabulary.firstIndex(of: "<|endoftext|>") ?? 0
        let entries = Dictionary(
            uniqueKeysWithValues: vocabulary[..<end].enumerated().map { ($0.element, $0.offset) })
        let added: [[String: Any]] = vocabulary.indices[end...].map {
            ["id": $0, "content": vocabulary[$0], "special": true]
        }
        try json(
            ["version": "1.0", "added_tokens": added, "model": ["type": "BPE", "vocab": entries]],
            folder + "/tokenizer.json")
        try json(
            [
                "suppress_tokens": [1, 2], "begin_suppress_tokens": [220, end],
                "is_multilingual": true,
            ],
            folder + "/generation_config.json")
    }

    /// As CTranslate2 does: `model.bin`, `vocabulary.txt`, `config.json`.
    ///
    /// - `int8`: matrices as whole numbers with a divisor for each row.
    package func writeCTranslate2(_ folder: String, int8: Bool = false) throws {
        try makeFolder(folder)
        var file = CTranslate2Bytes(kind: "WhisperSpec")
        file.add("encoder/num_heads", [], type: 2, [1, 0])
        func put(_ name: String, _ parts: [String]) {
            for (leaf, kind) in [("weight", "weight"), ("bias", "bias")] {
                let found = parts.map { tensors["\($0).\(leaf)"] }
                guard found.contains(where: { $0 != nil }) else { continue }
                let values = found.flatMap {
                    $0?.values ?? [Float](repeating: 0, count: Self.width)
                }
                let row = found[0]?.shape.dropFirst() ?? []
                let isNorm = parts[0].hasSuffix("norm")
                let place = "\(name)/\(isNorm ? (leaf == "weight" ? "gamma" : "beta") : kind)"
                let shape = [values.count / row.reduce(1, *)] + row
                if int8 && row.count == 1 && !name.contains("encodings") {
                    file.add(int8: place, shape, values)
                } else {
                    file.add(place, shape, values)
                }
            }
        }
        for name in ["conv1", "conv2", "layer_norm"] { put("encoder/\(name)", ["encoder.\(name)"]) }
        put("decoder/layer_norm", ["decoder.layer_norm"])
        put("decoder/embeddings", ["decoder.embed_tokens"])
        for side in ["encoder", "decoder"] {
            if let positions = tensors["\(side).embed_positions.weight"] {
                file.add("\(side)/position_encodings/encodings", positions.shape, positions.values)
            }
            let (layer, own) = ("\(side)/layer_0", "\(side).layers.0.")
            put("\(layer)/self_attention/layer_norm", [own + "self_attn_layer_norm"])
            put(
                "\(layer)/self_attention/linear_0",
                ["q", "k", "v"].map { "\(own)self_attn.\($0)_proj" })
            put("\(layer)/self_attention/linear_1", [own + "self_attn.out_proj"])
            put("\(layer)/ffn/layer_norm", [own + "final_layer_norm"])
            put("\(layer)/ffn/linear_0", [own + "fc1"])
            put("\(layer)/ffn/linear_1", [own + "fc2"])
        }
        let cross = "decoder.layers.0.encoder_attn"
        put("decoder/layer_0/attention/layer_norm", [cross + "_layer_norm"])
        put("decoder/layer_0/attention/linear_0", [cross + ".q_proj"])
        put("decoder/layer_0/attention/linear_1", ["k", "v"].map { "\(cross).\($0)_proj" })
        put("decoder/layer_0/attention/linear_2", [cross + ".out_proj"])
        try file.data(aliases: [("decoder/projection/weight", "decoder/embeddings/weight")])
            .write(to: URL(fileURLWithPath: folder + "/model.bin"))
        try Data((vocabulary.joined(separator: "\n") + "\n").utf8)
            .write(to: URL(fileURLWithPath: folder + "/vocabulary.txt"))
        let end = vocabulary.firstIndex(of: "<|endoftext|>") ?? 0
        try json(
            ["suppress_ids": [1, 2], "suppress_ids_begin": [220, end], "lang_ids": [end + 2]],
            folder + "/config.json")
    }

    private func makeFolder(_ folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
    }

    private func json(_ value: Any, _ path: String) throws {
        try JSONSerialization.data(withJSONObject: value).write(to: URL(fileURLWithPath: path))
    }
}
