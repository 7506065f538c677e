import Datasets
import Foundation
import Masks
import Media
import Segmenter

@testable import Evaluation

/// A dataset of plain clips, made here, and records as an evaluation of it makes them.
final class MiniatureEvaluation {
    let folder: String
    let dataset: Dataset

    /// - `videos`: how many clips; clip 1 has one frame, clip 2 two, and so on.
    init(videos: Int = 3) throws {
        folder = NSTemporaryDirectory() + "evaluation-tests-" + UUID().uuidString
        for video in 1...videos {
            let clip = "\(folder)/data/clip\(video)"
            for part in ["frames", "masks/it"] {
                try FileManager.default.createDirectory(
                    atPath: "\(clip)/\(part)", withIntermediateDirectories: true)
            }
            for frame in 0..<video {
                let image = RGBImage(
                    width: 8, height: 6, pixels: [UInt8](repeating: UInt8(40 * frame), count: 144))
                try image.writeJPEG(to: "\(clip)/frames/0000\(frame).jpg")
                try Self.square(frame).writePNG(to: "\(clip)/masks/it/0000\(frame).png")
            }
            try Data(#"{"objects": {"it": {"expressions": ["the square"]}}}"#.utf8)
                .write(to: URL(fileURLWithPath: clip + "/meta.json"))
        }
        dataset = try Dataset(.clips, root: folder + "/data")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// An empty folder for an evaluation.
    func output(_ name: String = "out") throws -> EvaluationFolder {
        let output = try EvaluationFolder("\(folder)/\(name)")
        try output.create()
        return output
    }

    func header(
        model: String = "0123456789abcdef", speaker: Speaker? = nil,
        audioRoute: AudioRoute? = nil, shard: Shard? = nil
    ) throws -> JournalHeader {
        let identity = try JSONDecoder().decode(
            ModelIdentity.self, from: Data(#"{"name": "tiny", "sha256": "\#(model)"}"#.utf8))
        return JournalHeader(
            dataset, model: identity, following: .windows, program: "refseg test",
            speaker: speaker, audioRoute: audioRoute, shard: shard)
    }

    /// Masks that lie too far to the right.
    ///
    /// - `speech`: of every sentence.
    /// - `shift`: by how many pixels.
    func record(
        _ video: Int, speech: SpeechRecord? = nil, moved shift: Int = 1
    ) -> VideoRecord {
        let it = dataset.videos[video]
        return VideoRecord(
            video: it.id, machine: .some,
            sentences: it.sentences.map { sentence in
                SentenceRecord(
                    id: sentence.id, text: sentence.text, object: sentence.object, annotator: nil,
                    speech: speech,
                    targets: sentence.targets.map { target in
                        TargetRecord(
                            frame: target.frame, name: "0000\(target.frame)",
                            image: target.imageID, width: 8, height: 6,
                            truth: RunLengths(Self.square(target.frame)).compressed,
                            candidates: [
                                CandidateRecord(
                                    score: 0.5,
                                    mask: RunLengths(Self.square(target.frame + shift)).compressed)
                            ])
                    })
            }, labelledFrames: nil)
    }

    /// Two by two pixels, `shift` columns from the left.
    private static func square(_ shift: Int) -> Mask {
        Mask(width: 8, height: 6) { bytes in
            for i in bytes.indices {
                bytes[i] = (2..<4).contains(i / 8) && (shift..<shift + 2).contains(i % 8) ? 1 : 0
            }
        }
    }
}

extension Machine {
    static let some = Machine(
        processor: "A Processor", instructionSet: "sse2", cores: 3, system: "Some System 1")
}
