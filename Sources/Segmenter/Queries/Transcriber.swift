import Files
import Foundation
import Speech
import Tensors

/// Writes down what is said in recordings, without any model of videos.
public struct Transcriber: Sendable {
    private let ear: Ear

    /// - `model`: a Whisper model, a folder or a file; nil for the one that comes with the program.
    /// - `threads`: nil for the cores of the machine. Results do not depend on it.
    /// - Throws: an error whose description says in one sentence what is wrong.
    public init(model: URL? = nil, threads: Int? = nil) throws {
        let count = threads ?? ProcessInfo.processInfo.activeProcessorCount
        ear = Ear(model: model, on: try Compute(threads: count))
    }

    /// - `path`: a sound file, or a video with a sound track; at most 30 seconds of speech.
    /// - Throws: `SpeechError` where nothing was said, `AudioError` for a file that cannot be heard.
    public func callAsFunction(_ path: String) throws -> SpokenQuery {
        let heard = try ear.transcribe(path)
        return SpokenQuery(heard, in: path.legiblePath, by: nil)
    }
}

extension SpokenQuery {
    /// - `name`: of the recording, as the user knows it; `route`: nil where it was written down and nothing else.
    init(_ heard: Transcript, in name: String, by route: AudioRoute?) {
        self.init(
            file: name, transcript: heard.text, confidence: Double(heard.confidence),
            route: route, shortfall: heard.shortfall(of: name),
            alternatives: heard.isUncertain
                ? heard.texts.dropFirst().prefix(2).map(\.text) : nil)
    }
}
