import Audio
import Datasets
import Foundation

/// Who speaks the sentences of an evaluation; its figures depend on it.
package struct Speaker: Codable, Equatable, Sendable {
    /// "recordings" for those of the dataset, or a program and its version, such as "espeak-ng 1.51".
    package let source: String
    /// The program's voice; nil for recordings.
    package let voice: String?

    /// The dataset's own recordings.
    package static let dataset = Speaker(source: "recordings", voice: nil)

    init(_ synthesizer: SpeechSynthesizer) {
        self.init(source: synthesizer.program, voice: synthesizer.voice)
    }

    private init(source: String, voice: String?) { (self.source, self.voice) = (source, voice) }
}

extension Speaker: CustomStringConvertible {
    package var description: String {
        voice.map { "spoken by \(source), voice \($0)" } ?? "the dataset's recordings"
    }
}

/// Where the recordings of an evaluation's sentences lie: in the dataset, or in the evaluation's folder,
/// where a synthesizer speaks each sentence once.
struct Recordings {
    /// The folder of synthesized sentences: `spoken/<video>/<sentence>.wav`.
    static let folderName = "spoken"

    private let synthesizer: SpeechSynthesizer?
    private let folder: EvaluationFolder

    /// - `synthesizer`: nil for the dataset's own recordings.
    init(_ synthesizer: SpeechSynthesizer?, in folder: EvaluationFolder) {
        (self.synthesizer, self.folder) = (synthesizer, folder)
    }

    /// A sentence's recording: its path, and its name in the dataset's or the evaluation's folder.
    ///
    /// - Throws: `EvaluationError`, `AudioError`, and `DatasetError.missing` for a sentence without one.
    func recording(
        of sentence: Sentence, in video: Video
    ) throws -> (path: String, name: String) {
        if let synthesizer { return try spoken(sentence, video, synthesizer) }
        guard let path = sentence.speech else {
            throw DatasetError.missing(
                path: "video \(video.id), sentence \(sentence.id)",
                what: "the recording of the sentence", .avos)
        }
        return (path, (path as NSString).lastPathComponent)
    }

    /// The file is there whole or not at all, so that a run that was killed can go on with it.
    private func spoken(
        _ sentence: Sentence, _ video: Video, _ synthesizer: SpeechSynthesizer
    ) throws -> (path: String, name: String) {
        let place = "\(Self.folderName)/\(video.id)"
        let name = "\(place)/\(sentence.id).wav"
        let path = folder.place(name)
        if FileManager.default.fileExists(atPath: path) { return (path, name) }
        try folder.makeFolder(place)
        try folder.write(synthesizer.speak(sentence.text), to: name)
        return (path, name)
    }
}
