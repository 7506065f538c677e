import Layers
import Tensors
import Weights

/// From the names that CTranslate2 gives a Whisper model's tensors (`specs/whisper_spec.py`) to those of
/// transformers: projections that it keeps in one matrix are taken apart.
enum WhisperNames {
    /// - Result: tensors, and the scales of int8 matrices.
    static func fromCTranslate2(
        _ tensors: [String: StoredValues]
    ) -> ([String: StoredValues], [String: Tensor]) {
        var (named, scales): ([String: StoredValues], [String: Tensor]) = ([:], [:])
        for (name, values) in tensors where !values.shape.isEmpty {
            guard let slash = name.lastIndex(of: "/") else { continue }
            let leaf = name[name.index(after: slash)...]
            guard let parts = parts(String(name[..<slash])) else { continue }
            guard let rows = values.shape.first, rows % parts.count == 0 else { continue }
            for (index, part) in parts.enumerated() {
                let height = rows / parts.count
                let slice = values.rows((index * height)..<((index + 1) * height))
                switch leaf {
                case "gamma", "weight", "encodings": named[part + ".weight"] = slice
                case "beta", "bias": named[part + ".bias"] = slice
                case "weight_scale":
                    // value = q / scale there, q · scale here.
                    scales[part + ".weight"] = slice.floats().map { scale in
                        Tensor(shape: scale.shape, values: scale.values.map { 1 / $0 })
                    }
                default: continue
                }
            }
        }
        return (named, scales)
    }

    /// The layers behind the path of a CTranslate2 tensor, in the order of its rows; nil for settings.
    private static func parts(_ path: String) -> [String]? {
        var names = path.split(separator: "/").map(String.init)
        guard names.count > 1, names[0] == "encoder" || names[0] == "decoder" else { return nil }
        let side = names.removeFirst()
        switch names {
        case ["conv1"], ["conv2"], ["layer_norm"]: return ["\(side).\(names[0])"]
        case ["embeddings"]: return ["\(side).embed_tokens"]
        case ["position_encodings"]: return ["\(side).embed_positions"]
        default: break
        }
        guard names[0].hasPrefix("layer_"), let index = Int(names[0].dropFirst(6)) else {
            return nil
        }
        let layer = "\(side).layers.\(index)."
        switch names.dropFirst().joined(separator: "/") {
        case "self_attention/layer_norm": return [layer + "self_attn_layer_norm"]
        case "self_attention/linear_0":
            return ["q", "k", "v"].map { "\(layer)self_attn.\($0)_proj" }
        case "self_attention/linear_1": return [layer + "self_attn.out_proj"]
        case "attention/layer_norm": return [layer + "encoder_attn_layer_norm"]
        case "attention/linear_0": return [layer + "encoder_attn.q_proj"]
        case "attention/linear_1": return ["k", "v"].map { "\(layer)encoder_attn.\($0)_proj" }
        case "attention/linear_2": return [layer + "encoder_attn.out_proj"]
        case "ffn/layer_norm": return [layer + "final_layer_norm"]
        case "ffn/linear_0": return [layer + "fc1"]
        case "ffn/linear_1": return [layer + "fc2"]
        default: return nil
        }
    }
}
