import Audio
import Foundation
import Speech
import Tensors
import TinyWhisper
import Weights

extension HostileReader {
    /// The folder of a Whisper model, weights, vocabulary and settings, changed by orders (`FolderEdit`): what is
    /// still a model hears a tenth of a second.
    static func readWhisper(_ input: [UInt8]) throws {
        let folder = FolderEdit(input).written()
        try refusing(WhisperError.self, naming: folder) {
            try refusing(WeightsError.self, naming: folder) {
                _ = try WhisperInspection(path: folder)?.parameters
                let compute = try Compute(threads: 1)
                let whisper = try Whisper(WhisperFile(path: folder), width: 2, on: compute)
                let recording = Recording(samples: (0..<1600).map { sin(Float($0)) })
                precondition(!whisper.hear(recording, on: compute).texts.isEmpty)
            }
        }
    }
}

/// A tiny model's folder. The first byte tells which, orders follow: a byte that says what, one which file, and two for
/// the place in it.
private struct FolderEdit {
    private var names: [String]
    private var contents: [[UInt8]]
    private var rest: ArraySlice<UInt8>

    /// Folders that others wrote: of CTranslate2 in float32 and int8, and of transformers.
    private static let originals: [(names: [String], contents: [[UInt8]])] = {
        let model = TinyWhisper()
        let place = InputFolder.path + "/tiny"
        do {
            try model.writeCTranslate2(place + "/0")
            try model.writeCTranslate2(place + "/1", int8: true)
            try model.writeTransformers(place + "/2")
            return try (0..<3).map { index in
                let folder = "\(place)/\(index)"
                let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
                return (
                    names,
                    try names.map {
                        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)")))
                    }
                )
            }
        } catch {
            fatalError("\(place): \(error)")
        }
    }()

    init(_ input: [UInt8]) {
        rest = input[...]
        let original = Self.originals[Int(rest.popFirst() ?? 0) % Self.originals.count]
        (names, contents) = original
        while let order = rest.popFirst() { apply(order) }
    }

    private mutating func apply(_ order: UInt8) {
        let file = number % names.count
        let place = min(number << 8 | number, contents[file].count)
        switch order % 6 {
        case 0: contents[file].replaceSubrange(place..., with: [])
        case 1: contents[file].insert(contentsOf: text, at: place)
        case 2:
            let end = min(place + number, contents[file].count)
            contents[file].removeSubrange(place..<end)
        case 3:
            let text = text
            let end = min(place + text.count, contents[file].count)
            contents[file].replaceSubrange(place..<end, with: text)
        case 4: contents[file] = text
        default:
            names[file] = String(decoding: text.filter { $0 != 0x2F && $0 != 0 }, as: UTF8.self)
        }
    }

    private var number: Int { mutating get { Int(rest.popFirst() ?? 0) } }

    /// To the end of a line.
    private var text: [UInt8] {
        mutating get {
            let line = rest.prefix { $0 != 0x0a }
            rest = rest[line.endIndex...].dropFirst()
            return Array(line)
        }
    }

    /// Writes the folder anew and returns its path.
    func written() -> String {
        let folder = InputFolder.path + "/whisper"
        try? FileManager.default.removeItem(atPath: folder)
        for (name, bytes) in zip(names, contents) where !["", ".", ".."].contains(name) {
            _ = InputFolder.write(bytes, to: "whisper/" + name.prefix(60))
        }
        return folder
    }
}
