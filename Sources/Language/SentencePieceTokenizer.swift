import CSentencePiece
import Foundation
import ShippedFiles

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
    /// - Throws: `ShippedFilesError` where the file did not come along, `TokenizerError` where it is damaged.
    package convenience init() throws {
        try self.init(file: try ShippedFiles.tokenizerModel())
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
        text { spm_decode(model.pointer, ids, Int32(ids.count), $0, $1) }
    }

    /// How foreign a text is to the vocabulary: the share of its letters that lie in single bytes,
    /// unknown pieces, or pieces of one or two letters inside a word. 0 where there are no letters.
    ///
    /// Familiar English stays low (of 8,752 expressions of data sets 99.9 % below 0.35); other
    /// languages and scripts, and rare words alone, lie above `foreignLimit`.
    package func foreignShare(_ ids: [Int32]) -> Double {
        var (foreign, all) = (0, 0)
        for id in ids {
            switch spm_kind(model.pointer, id) {
            case SPM_CONTROL:
                continue
            case SPM_NORMAL:
                let name = name(of: id)
                let letters = name.unicodeScalars.count { $0 != Self.wordBegins }
                all += letters
                if letters <= 2, name.unicodeScalars.first != Self.wordBegins { foreign += letters }
            default:
                (foreign, all) = (foreign + 1, all + 1)
            }
        }
        return all == 0 ? 0 : Double(foreign) / Double(all)
    }

    /// Above this `foreignShare` the model hardly knows the words; worth a warning.
    package static let foreignLimit = 0.5

    private static let wordBegins: Unicode.Scalar = "\u{2581}"

    private func name(of id: Int32) -> String {
        text { spm_piece(model.pointer, id, $0, $1) } ?? ""
    }

    /// Text from a call that says how long it is, then stores it.
    private func text(_ call: (UnsafeMutablePointer<CChar>?, Int32) -> Int32) -> String? {
        let size = call(nil, 0)
        guard size >= 0 else { return nil }
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
            buffer.withMemoryRebound(to: CChar.self) { _ = call($0.baseAddress, size) }
            count = Int(size)
        }
        return String(decoding: bytes, as: UTF8.self)
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
