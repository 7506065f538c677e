import CSentencePiece
import Foundation
import Vocab

/// Splits text into the pieces of a SentencePiece model (Kudo and Richardson 2018, arXiv:1808.06226).
///
/// The four special pieces stand where RoBERTa has them: `<s>` 0, `<pad>` 1, `</s>` 2, `<unk>` 3.
/// Threads may share one tokenizer.
package final class SentencePieceTokenizer: Sendable {
    /// Begins every sequence.
    package static let begin: Int32 = 0
    /// Fills batches up.
    package static let padding: Int32 = 1
    /// Ends every sequence.
    package static let end: Int32 = 2

    /// Number of pieces; ids are below it.
    package let vocabularySize: Int

    private let model: Model

    /// Loads the tokenizer of the default model.
    ///
    /// - Throws: `VocabError` where the file did not come along, `TokenizerError` where it is damaged.
    package convenience init() throws {
        try self.init(file: try Vocab.tokenizerModel())
    }

    /// Loads a model file.
    ///
    /// - Throws: `TokenizerError`.
    package convenience init(file: URL) throws {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: file)
        } catch {
            throw FileManager.default.fileExists(atPath: file.path)
                ? TokenizerError.damaged(path: file.path, reason: "it cannot be read")
                : TokenizerError.missing(path: file.path)
        }
        try self.init(bytes: bytes, path: file.path)
    }

    /// Loads a serialized model.
    ///
    /// - `path`: for messages.
    /// - Throws: `TokenizerError.damaged` where it is not a model or its special pieces stand elsewhere.
    package init(bytes: Data, path: String) throws {
        guard !bytes.isEmpty else {
            throw TokenizerError.damaged(path: path, reason: "the file has 0 bytes")
        }
        model = try Model(bytes, path: path)
        vocabularySize = Int(spm_size(model.pointer))
        for (id, piece) in ["<s>", "<pad>", "</s>", "<unk>"].enumerated() {
            let found = spm_piece_id(model.pointer, piece)
            guard found == Int32(id) else {
                throw TokenizerError.damaged(
                    path: path, reason: "\(piece) has id \(found), expected \(id)")
            }
        }
    }

    /// The ids of a text between `<s>` and `</s>`; a longer text loses its last pieces.
    ///
    /// - `maximumLength`: ids at most, `<s>` and `</s>` included; at least 2.
    package func encode(_ text: String, maximumLength: Int) -> [Int32] {
        precondition(
            maximumLength >= 2, "maximum length \(maximumLength) leaves no room for <s> </s>")
        var text = text
        let room = maximumLength - 2
        let pieces = text.withUTF8 { utf8 in
            [Int32](unsafeUninitializedCapacity: room) { ids, count in
                let found = utf8.withMemoryRebound(to: CChar.self) { characters in
                    characters.baseAddress.map {
                        spm_encode(
                            model.pointer, $0, characters.count, ids.baseAddress, Int32(room))
                    } ?? 0
                }
                count = min(max(0, Int(found)), room)
            }
        }
        return [Self.begin] + pieces + [Self.end]
    }

    /// The text of ids; special pieces vanish. Nil where an id lies outside the vocabulary.
    package func decode(_ ids: [Int32]) -> String? {
        let size = spm_decode(model.pointer, ids, Int32(ids.count), nil, 0)
        guard size >= 0 else { return nil }
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
            buffer.withMemoryRebound(to: CChar.self) {
                _ = spm_decode(model.pointer, ids, Int32(ids.count), $0.baseAddress, size)
            }
            count = Int(size)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Which share of the ids, special pieces aside, are single bytes or unknown: 0 for plain English,
    /// near 1 for a script the model never learned. 0 where nothing is left.
    package func foreignShare(_ ids: [Int32]) -> Double {
        let kinds = ids.map { spm_kind(model.pointer, $0) }.filter { $0 != SPM_CONTROL }
        let foreign = kinds.count { $0 == SPM_BYTE || $0 == SPM_UNKNOWN }
        return kinds.isEmpty ? 0 : Double(foreign) / Double(kinds.count)
    }
}

/// Owns the library's object. It is only read after loading, and its methods used here are `const`.
private final class Model: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ bytes: Data, path: String) throws {
        var message = [CChar](repeating: 0, count: 256)
        let opened = bytes.withUnsafeBytes { raw in
            raw.baseAddress.flatMap { spm_open($0, raw.count, &message, message.count) }
        }
        guard let opened else {
            let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw TokenizerError.damaged(
                path: path, reason: String(decoding: text, as: UTF8.self))
        }
        pointer = opened
    }

    deinit { spm_close(pointer) }
}
