import Foundation
import Media

/// Speaks sentences through the `espeak-ng` program.
public struct SpeechSynthesizer: Sendable, Equatable {
    /// The voice that is used where none is named.
    public static let defaultVoice = "en-us"

    /// Name and version, such as "espeak-ng 1.51"; what is heard depends on it.
    public let program: String
    /// As espeak-ng calls it.
    public let voice: String

    /// - `voice`: a name that `espeak-ng --voices` lists, or one of its variants such as `en-us+f3`.
    /// - Throws: `AudioError.espeakMissing`, `.unknownVoice`.
    public init(voice: String = defaultVoice) throws(AudioError) {
        let words = String(decoding: try Self.output(["--version"]).bytes, as: UTF8.self)
            .split(whereSeparator: \.isWhitespace)
        let version = words.first { $0.first?.isNumber == true } ?? "of unknown version"
        (program, self.voice) = ("espeak-ng \(version)", voice)
        let trial = try Self.output(["-v", voice, "-q", "--stdout", "--", "a"])
        if let message = trial.failure { throw .unknownVoice(voice, reason: message) }
    }

    /// A sentence as a WAV file of one channel and 16 bits.
    ///
    /// - Throws: `AudioError.notSpoken`.
    public func speak(_ sentence: String) throws(AudioError) -> [UInt8] {
        let spoken = try Self.output(["-v", voice, "--stdout", "--", sentence])
        if let message = spoken.failure { throw .notSpoken(sentence: sentence, reason: message) }
        guard let whole = Self.measured(spoken.bytes) else {
            throw .notSpoken(sentence: sentence, reason: "espeak-ng sent no WAV file")
        }
        return whole
    }

    /// Bytes of the header that espeak-ng writes.
    private static let header = 44

    /// Writes the true sizes into a WAV header that was sent before they were known.
    private static func measured(_ file: [UInt8]) -> [UInt8]? {
        guard file.count >= header, file.count <= Int(Int32.max), file.starts(with: "RIFF".utf8),
            file[36..<40].elementsEqual("data".utf8)
        else { return nil }
        var file = file
        for (place, size) in [(4, file.count - 8), (40, file.count - header)] {
            for byte in 0..<4 { file[place + byte] = UInt8(truncatingIfNeeded: size >> (8 * byte)) }
        }
        return file
    }

    /// The program's message as a part of a sentence.
    private static func tidy(_ message: String) -> String {
        let words = message.hasPrefix("Error: ") ? message.dropFirst(7) : message[...]
        return String(words.hasSuffix(".") ? words.dropLast() : words)
    }

    /// What the program writes, and its last message where it ends badly.
    private static func output(
        _ arguments: [String]
    ) throws(AudioError) -> (bytes: [UInt8], failure: String?) {
        do throws(PipedProgram.Failure) {
            let running = try PipedProgram("espeak-ng", arguments)
            let bytes = try running.readAll()
            switch running.finish() {
            case nil: return (bytes, nil)
            case .refused(let message): return (bytes, Self.tidy(message))
            case let failure?: throw failure
            }
        } catch {
            switch error {
            case .notFound: throw .espeakMissing
            case .fault(let fault): throw .espeakFailed(fault)
            case .refused(let message): return ([], Self.tidy(message))
            }
        }
    }
}
