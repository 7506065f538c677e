import Audio
import Foundation
import Layers
import Tensors
import Testing
import TinyWhisper
import Weights

@testable import Speech

/// Models as others write them, and what is no model.
@Suite struct WhisperFileTests {
    private let place = NSTemporaryDirectory() + "whisper-\(UUID().uuidString)"

    private func heard(_ path: String) throws -> [Float] {
        let compute = try Compute(threads: 1)
        let whisper = try Whisper(WhisperFile(path: path), on: compute)
        let mel = (0..<(20 * TinyWhisper.bands)).map { Float(sin(Double($0))) }
        return whisper.encoder(Tensor(shape: [20, TinyWhisper.bands], values: mel), on: compute)
            .values
    }

    private func written(_ path: String) throws -> WhisperSearch.Outcome {
        let compute = try Compute(threads: 1)
        let file = try WhisperFile(path: path)
        let decoder = try WhisperDecoder(
            WeightScope(file, compute: compute)["decoder"], file.size)
        let heard = Tensor(
            shape: [5, TinyWhisper.width],
            values: (0..<(5 * TinyWhisper.width)).map { Float(cos(Double($0))) })
        let search = WhisperSearch(
            vocabulary: file.vocabulary, suppressed: file.suppressed, width: 3)
        return search(heard, decoder, most: 7, on: compute)
    }

    @Test func oneModelInTwoFormats() throws {
        defer { try? FileManager.default.removeItem(atPath: place) }
        let model = TinyWhisper()
        try model.writeTransformers(place + "/hf")
        try model.writeCTranslate2(place + "/ct2")
        let (hf, ct2) = (
            try WhisperFile(path: place + "/hf"), try WhisperFile(path: place + "/ct2")
        )
        #expect(hf.vocabulary == ct2.vocabulary && hf.size == ct2.size)
        #expect(hf.suppressed == ct2.suppressed && hf.suppressed.always == [1, 2])
        #expect(hf.vocabulary.tokens == model.vocabulary)
        let expected = try heard(place + "/hf")
        #expect(expected.allSatisfy { $0.isFinite })
        #expect(try heard(place + "/ct2") == expected)
        #expect(try heard(place + "/ct2/model.bin") == expected)
        #expect(try heard(place + "/hf/model.safetensors") == expected)
        let (one, other) = (try written(place + "/hf"), try written(place + "/ct2"))
        #expect(one.writings == other.writings && one.noSpeech == other.noSpeech)
        for writing in one.writings {
            #expect(writing.tokens.allSatisfy { $0 < hf.vocabulary.end && ![1, 2].contains($0) })
            #expect(writing.tokens.first != 220)
        }
        #expect(zip(one.writings, one.writings.dropFirst()).allSatisfy { $0.mean >= $1.mean })
    }

    @Test func anImportNeedsNothingBesideIt() throws {
        defer { try? FileManager.default.removeItem(atPath: place) }
        try TinyWhisper().writeCTranslate2(place + "/ct2")
        let source = try #require(try WhisperImport(path: place + "/ct2"))
        let (exact, rounded) = (place + "/exact.safetensors", place + "/rounded.safetensors")
        var told = 0
        let outcome = try source.write(to: exact, as: .float32) { told = $0 }
        _ = try source.write(to: rounded, as: .bfloat16)
        #expect(told == source.tensors && outcome.tensors == told && outcome.parameters > 10_000)
        let expected = try heard(place + "/ct2")
        let words = try written(place + "/ct2")
        let alone = try WhisperFile(path: place + "/ct2")
        try FileManager.default.removeItem(atPath: place + "/ct2")
        #expect(try heard(exact) == expected)
        #expect(try written(exact).writings == words.writings)
        let one = try WhisperFile(path: exact)
        #expect(one.vocabulary == alone.vocabulary && one.suppressed == alone.suppressed)
        let worst = zip(expected, try heard(rounded)).map { abs($0 - $1) }.max() ?? .infinity
        #expect(worst > 0 && worst < 0.1, "\(worst)")
        #expect(
            throws: WeightsError.unwritable(
                path: exact, reason: "it is the model that is being read")
        ) { try WhisperImport(path: exact)?.write(to: exact, as: .bfloat16) }
        #expect(try WhisperImport(path: place + "/nothing") == nil)
    }

    @Test func wholeNumbersStandForNearlyTheSame() throws {
        defer { try? FileManager.default.removeItem(atPath: place) }
        try TinyWhisper().writeCTranslate2(place + "/f32")
        try TinyWhisper().writeCTranslate2(place + "/int8", int8: true)
        let (exact, rounded) = (try heard(place + "/f32"), try heard(place + "/int8"))
        let worst = zip(exact, rounded).map { abs($0 - $1) }.max() ?? .infinity
        #expect(worst > 0 && worst < 0.1, "\(worst)")
        let it = try #require(try WhisperInspection(path: place + "/int8"))
        #expect(it.format == "CTranslate2" && it.problems == nil && it.width == 64)
    }

    @Test func everyCutOfAFileIsTold() throws {
        defer { try? FileManager.default.removeItem(atPath: place) }
        try TinyWhisper().writeCTranslate2(place)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: place + "/model.bin"))
        for cut in [0, 3, 4, 9, 21, 24, 40, 100, 5000, bytes.count / 2, bytes.count - 1] {
            try bytes.prefix(cut).write(to: URL(fileURLWithPath: place + "/model.bin"))
            let error = #expect(throws: WeightsError.self) { try WhisperFile(path: place) }
            #expect("\(error.map(\.description) ?? "")".hasPrefix(place + "/model.bin: "))
        }
        try (bytes + Data([7])).write(to: URL(fileURLWithPath: place + "/model.bin"))
        #expect(throws: WeightsError.self) { try WhisperFile(path: place) }
    }

    /// In the shipped file: a byte of a compressed matrix, and the scales that say how many rows it has.
    @Test func damageToCompressedNumbersIsTold() throws {
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let path = place + "/model.safetensors"
        let shipped = try Data(contentsOf: URL(fileURLWithPath: ListenerTests.model))
        let name = "decoder.layers.3.fc1.weight_zstd"
        let frame = try #require(try SafetensorsFile(path: ListenerTests.model).values(name))
        let magic = frame.bytes.prefix(18)
        let start = try #require(shipped.range(of: Data(magic))).lowerBound
        var bytes = shipped
        bytes[start + frame.bytes.count / 2] ^= 4
        try bytes.write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: WeightsError.self) {
            try Whisper(WhisperFile(path: path), on: Compute(threads: 1))
        }
        #expect(
            "\(error.map(\.description) ?? "")".hasPrefix("\(path): \(name): found "), "\(error!)")
        bytes = shipped
        bytes[start] = 0
        try bytes.write(to: URL(fileURLWithPath: path))
        #expect(
            throws: WeightsError.damaged(
                path: path, place: name, found: "\(frame.bytes.count) bytes",
                expected: "a frame of Zstandard with a row for each of its scales")
        ) { try WhisperFile(path: path) }
    }

    @Test func aMissingMatrixIsNamed() throws {
        defer { try? FileManager.default.removeItem(atPath: place) }
        try TinyWhisper().writeCTranslate2(place)
        let path = place + "/model.bin"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        // Under another name of the same length, nobody finds it.
        let name = Data("encoder/layer_0/ffn/linear_1/weight".utf8)
        let range = try #require(bytes.range(of: name))
        bytes.replaceSubrange(range, with: Data("encoder/layer_0/ffn/linear_9/weight".utf8))
        try bytes.write(to: URL(fileURLWithPath: path))
        let it = try #require(try WhisperInspection(path: place))
        #expect(it.problems?.contains("encoder.layers.0.fc2.weight [64, 12]") == true)
        #expect(throws: WeightsError.self) { try Listener(model: place, on: Compute(threads: 1)) }
    }

    /// A scale of nothing, which the file's numbers are divided by.
    @Test func scalesMustBeNumbers() throws {
        defer { try? FileManager.default.removeItem(atPath: place) }
        try TinyWhisper().writeCTranslate2(place, int8: true)
        let path = place + "/model.bin"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let name = Data("decoder/embeddings/weight_scale".utf8)
        let range = try #require(bytes.range(of: name))
        // Behind the name a zero, the number of axes, one axis, the type, the number of bytes.
        let first = range.upperBound + 1 + 1 + 4 + 1 + 4
        bytes.replaceSubrange(first..<first + 4, with: Data(count: 4))
        try bytes.write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: WeightsError.self) {
            try Listener(model: place, on: Compute(threads: 1))
        }
        #expect("\(error.map(\.description) ?? "")".contains("decoder.embed_tokens.weight"))
    }

    @Test func aPromptThatLeavesNoRoomIsRefused() throws {
        defer { try? FileManager.default.removeItem(atPath: place) }
        try TinyWhisper().writeCTranslate2(place + "/ct2")
        let path = place + "/own.safetensors"
        _ = try #require(try WhisperImport(path: place + "/ct2")).write(to: path, as: .float32)
        let file = try SafetensorsFile(path: path)
        func model(prompt: String) throws -> WhisperFile {
            let tensors = file.names.map { ($0, file.tensor($0)) }
            try SafetensorsFile.write(
                Dictionary(
                    uniqueKeysWithValues: tensors.compactMap { pair in
                        pair.1.map { (pair.0, $0) }
                    }), metadata: file.metadata.merging(["prompt": prompt]) { $1 },
                to: place + "/prompted.safetensors")
            return try WhisperFile(path: place + "/prompted.safetensors")
        }
        let most = (0..<26).map { _ in " dog" }.joined()
        let whisper = try Whisper(model(prompt: most), on: Compute(threads: 1))
        #expect(!whisper.hear(.init(samples: [0.1]), on: try Compute(threads: 1)).texts.isEmpty)
        #expect(
            throws: WhisperError.badSettings(
                path: place + "/prompted.safetensors",
                found: "a prompt of 27 tokens in its metadata",
                expected: "at most 26")
        ) { try model(prompt: most + " dog") }
    }

    @Test func whatNoTokenSaysIsLeftOut() throws {
        let all = TinyWhisper().vocabulary
        let some = try WhisperVocabulary(tokens: all.filter { $0 != "Ġ" && $0 != "x" }, path: "")
        #expect(some.text(some.tokens(of: "x the  dog")) == " the dog")
    }

    @Test func whatIsNoWhisper() throws {
        defer { try? FileManager.default.removeItem(atPath: place) }
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        #expect(throws: WhisperError.self) { try WhisperFile(path: place) }
        let other = CTranslate2Bytes(kind: "TransformerSpec").data()
        try other.write(to: URL(fileURLWithPath: place + "/model.bin"))
        #expect(
            throws: WhisperError.notWhisper(
                path: place + "/model.bin",
                found: "a CTranslate2 model of kind \"TransformerSpec\"")
        ) { try WhisperFile(path: place) }
        try CTranslate2Bytes(kind: "WhisperSpec").data(version: 5)
            .write(to: URL(fileURLWithPath: place + "/model.bin"))
        #expect(throws: WeightsError.self) { try WhisperFile(path: place) }
        let foreign = place + "/other.safetensors"
        try SafetensorsFile.write(["a": Tensor(zeros: [1])], metadata: [:], to: foreign)
        #expect(
            throws: WhisperError.notWhisper(
                path: foreign, found: "no tensor encoder.conv1.weight of 3 axes")
        ) { try WhisperFile(path: foreign) }
        #expect(try WhisperInspection(path: foreign) == nil)
        #expect(throws: WeightsError.self) { try WhisperFile(path: place + "/nothing.safetensors") }
        #expect(
            throws: WeightsError.unreadable(
                path: place + "/nothing/model.bin",
                reason: "cannot be opened: No such file or directory")
        ) { try WhisperFile(path: place + "/nothing/model.bin") }
    }

    @Test func aModelWithoutItsVocabulary() throws {
        defer { try? FileManager.default.removeItem(atPath: place) }
        try TinyWhisper().writeTransformers(place)
        try FileManager.default.removeItem(atPath: place + "/tokenizer.json")
        #expect(
            throws: WhisperError.noVocabulary(
                folder: place, searched: WhisperVocabulary.fileNames)
        ) { try WhisperFile(path: place) }
        try Data("{\"model\": [".utf8).write(to: URL(fileURLWithPath: place + "/tokenizer.json"))
        #expect(throws: WhisperError.self) { try WhisperFile(path: place) }
        try Data("[\"a\", \"b\"]".utf8)
            .write(to: URL(fileURLWithPath: place + "/vocabulary.json"))
        #expect(
            throws: WhisperError.badVocabulary(
                path: place + "/vocabulary.json", place: "tokens",
                found: "no <|endoftext|> among 2", expected: "the special tokens of Whisper")
        ) { try WhisperFile(path: place) }
    }

    @Test func tokensAndTexts() throws {
        let vocabulary = try WhisperFile(path: ListenerTests.model).vocabulary
        let (end, english) = (vocabulary.end, vocabulary.languages.lowerBound)
        #expect(vocabulary.isMultilingual && vocabulary.languages.count == 99)
        #expect(
            vocabulary.opening(language: english)
                == [end + 1, end + 2, vocabulary.transcribe, vocabulary.noTimes])
        // Ninety-nine languages, two tasks, three kinds of context; no times behind them.
        #expect((vocabulary.noSpeech, vocabulary.previous) == (end + 105, end + 104))
        #expect(vocabulary.tokens.count == vocabulary.noTimes + 1)
        for text in [" the brown dog on the left", "Ünïcode – 犬", "", " 2 dogs\n"] {
            let tokens = vocabulary.tokens(of: text)
            #expect(vocabulary.text(tokens) == text)
        }
        #expect(vocabulary.tokens(of: " the dog").count == 2)
        #expect(vocabulary.text([vocabulary.start, vocabulary.noTimes, vocabulary.end]) == "")
        #expect(vocabulary.languageName(vocabulary.languages.lowerBound) == "en")
    }
}
