import Datasets
import Files
import Foundation
import Segmenter

/// What an evaluation's figures depend on: the first line of its journal. Records are continued and
/// merged only where all of it is the same.
package struct JournalHeader: Codable, Equatable, Sendable {
    static let formatName = "refseg.journal"
    static let currentVersion = 2

    package let format: String
    package let version: Int
    /// Program and version.
    package let program: String
    package let benchmark: Benchmark
    package let subset: String
    /// SHA-256 over everything that is asked: videos, sentences, frames.
    package let dataset: String
    package let model: ModelIdentity
    package let clipProtocol: String
    /// Who speaks the sentences; nil where they are read.
    package let speaker: Speaker?
    /// How what they say reaches the model; nil where they are read.
    package let audioRoute: AudioRoute?
    /// The model that hears it; nil where they are read.
    package let listener: ModelIdentity?
    /// What is wrong with the dataset's lists and was allowed, in sentences; nil where nothing is.
    package let damage: [String]?
    /// The part of the videos that this journal is for; nil for all.
    package let shard: Shard?
    /// Identifiers of all videos of the evaluation, in order.
    package let videos: [String]
    /// How long each video takes, in some unit; shards are balanced by it.
    package let costs: [Int]
    /// Where the dataset lay; nothing depends on it but the pictures of a report.
    package let root: String

    package init(
        _ dataset: Dataset, model: ModelIdentity, following clipProtocol: SegmentationProtocol,
        program: String, speaker: Speaker? = nil, audioRoute: AudioRoute? = nil,
        listener: ModelIdentity? = nil, damage: [String] = [], shard: Shard?
    ) {
        (format, version, self.program) = (Self.formatName, Self.currentVersion, program)
        (benchmark, subset, self.dataset) = (dataset.benchmark, dataset.subset, dataset.digest)
        (self.model, self.clipProtocol) = (model, clipProtocol.rawValue)
        (self.speaker, self.audioRoute, self.shard) = (speaker, audioRoute, shard)
        (self.listener, self.damage) = (listener, damage.isEmpty ? nil : damage)
        (videos, costs) = (dataset.videos.map(\.id), dataset.videos.map(\.cost))
        root = URL(fileURLWithPath: dataset.root).standardizedFileURL.path
    }

    /// Places in `videos` of what this journal is for.
    package var share: [Int] { shard?.share(of: costs) ?? Array(videos.indices) }

    /// The benchmark whose protocol and scores are followed.
    var written: Benchmark { benchmark.written(subset) }

    /// The header of the whole evaluation.
    package var unsharded: JournalHeader { JournalHeader(self, shard: nil) }

    private init(_ other: JournalHeader, shard: Shard?) {
        (format, version, program) = (other.format, other.version, other.program)
        (benchmark, subset, dataset) = (other.benchmark, other.subset, other.dataset)
        (model, clipProtocol, speaker) = (other.model, other.clipProtocol, other.speaker)
        (audioRoute, listener, self.shard) = (other.audioRoute, other.listener, shard)
        damage = other.damage
        (videos, costs, root) = (other.videos, other.costs, other.root)
    }

    /// In what another evaluation differs, in words; nil where records of both can be mixed.
    package func difference(from other: JournalHeader) -> String? {
        let parts: [(name: String, of: (JournalHeader) -> String)] = [
            ("format", { "\($0.format) \($0.version)" }), ("written by", { $0.program }),
            ("benchmark", { $0.benchmark.rawValue }), ("subset", { $0.subset }),
            ("model", { String($0.model.sha256.prefix(12)) }),
            ("precision", { ($0.model.precision ?? .fp32).rawValue }),
            ("protocol", { $0.clipProtocol }),
            ("sentences", { $0.speaker?.description ?? "read" }),
            ("audio route", { $0.audioRoute?.rawValue ?? "none" }),
            ("heard by", { $0.listener.map { "\($0.name) \($0.sha256.prefix(12))" } ?? "none" }),
            ("dataset", { String($0.dataset.prefix(12)) }),
            ("damage to its lists", { $0.damage.map { "\($0.count) allowed" } ?? "none" }),
            ("shard", { $0.shard?.description ?? "none" }),
        ]
        for part in parts where part.of(other) != part.of(self) {
            return "\(part.name) \(part.of(other)), here \(part.of(self))"
        }
        return other.videos == videos && other.costs == costs ? nil : "other videos"
    }
}

extension Benchmark: Codable {}

extension Dataset {
    /// SHA-256 over the videos, sentences and frames, wherever they lie.
    var digest: String {
        let fingerprint = Fingerprint()
        func add(_ parts: [String]) {
            // Lengths first, so that no two lists give the same bytes.
            let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
            Array(text.utf8).withUnsafeBytes { fingerprint.add($0) }
        }
        add([benchmark.rawValue, subset])
        for video in videos {
            add(["video", video.id])
            for sentence in video.sentences {
                add([
                    "sentence", sentence.id, sentence.text, sentence.object ?? "",
                    sentence.annotator.map(String.init) ?? "",
                ])
                if let speech = sentence.speech {
                    add(["recording", (speech as NSString).lastPathComponent])
                }
                for target in sentence.targets {
                    add([
                        "target", "\(target.frame)", target.imageID,
                        target.truth == nil ? "hidden" : "known",
                    ])
                }
            }
        }
        return fingerprint.finish()
    }
}

extension Video {
    /// How long it takes, in some unit: reading frames is most of it, a sentence adds a fifth.
    var cost: Int {
        let scored = Set(sentences.flatMap { $0.targets.map(\.frame) }).count
        return (frames.count ?? scored) * (5 + sentences.count)
    }
}
