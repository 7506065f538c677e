import Foundation

/// A SentencePiece model made by hand, so that the tests need no trained one: the four special pieces,
/// the 256 bytes, and a few words and letters.
///
/// Protocol-buffer fields of sentencepiece_model.proto: ModelProto.pieces 1 (piece 1, score 2, type 3),
/// trainer_spec 2 (byte_fallback 35, unk_id 40, bos_id 41, eos_id 42, pad_id 43),
/// normalizer_spec 3 (name 1).
struct TinyModel {
    /// In the order of their ids.
    var special = ["<s>", "<pad>", "</s>", "<unk>"]
    var words = ["▁blue", "▁car", "▁on", "▁the", "▁grass", "▁", "b", "l", "u", "e", "r", "s"]

    /// The id of a word.
    func id(_ word: String) -> Int32? {
        words.firstIndex(of: word).map { Int32(4 + 256 + $0) }
    }

    var serialized: Data {
        var model: [UInt8] = []
        func add(_ piece: String, score: Float, type: UInt8) {
            let name = Array(piece.utf8)
            let bits = score.bitPattern
            let message: [UInt8] =
                [0x0a, UInt8(name.count)] + name + [0x15]
                + (0..<4).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) } + [0x18, type]
            model += [0x0a, UInt8(message.count)] + message
        }
        for piece in special { add(piece, score: 0, type: piece == "<unk>" ? 2 : 3) }
        for byte in 0..<256 {
            let digits = String(byte, radix: 16, uppercase: true)
            add("<0x\(byte < 16 ? "0" : "")\(digits)>", score: 0, type: 6)
        }
        for (rank, word) in words.enumerated() { add(word, score: -1 - Float(rank), type: 1) }
        func index(_ name: String) -> UInt8 { UInt8(special.firstIndex(of: name) ?? 0) }
        func field(_ number: Int, _ value: UInt8) -> [UInt8] {
            let key = number << 3
            return [UInt8(key & 0x7f | 0x80), UInt8(key >> 7), value]
        }
        let trainer =
            field(35, 1) + field(40, index("<unk>")) + field(41, index("<s>"))
            + field(42, index("</s>")) + field(43, index("<pad>"))
        model += [0x12, UInt8(trainer.count)] + trainer
        let normalizer = [0x0a, 8] + Array("identity".utf8)
        model += [0x1a, UInt8(normalizer.count)] + normalizer
        return Data(model)
    }
}
