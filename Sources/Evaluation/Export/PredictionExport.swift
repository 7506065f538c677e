import Datasets
import Files
import Foundation
import Masks
import Media
import Segmenter

/// Predictions in the forms that other programs read. Files are the same, byte for byte, for the same
/// journal.
package struct PredictionExport {
    /// What other programs read.
    package enum Format: String, CaseIterable, Sendable {
        /// COCO's list of results: every candidate of every image, with its score.
        case coco
        /// A tree of masks, `predictions/<video>/<sentence>/<frame>.png`, 0 and 255.
        case png
        /// The same masks as benchmark servers take them, in a zip archive (`SubmissionLayout`).
        case zip
    }

    private let journal: EvaluationJournal
    private let format: Format

    package init(_ journal: EvaluationJournal, _ format: Format) {
        (self.journal, self.format) = (journal, format)
    }

    /// Writes the predictions into a folder.
    ///
    /// - Returns: the name of what was written.
    /// - Throws: `EvaluationError`, `MaskError`.
    package func write(to folder: EvaluationFolder) throws -> String {
        do {
            switch format {
            case .coco: return try writeCOCO(folder)
            case .png: return try writeTree(folder)
            case .zip: return try writeArchive(folder)
            }
        } catch MediaError.unwritable(let path, let reason) {
            throw EvaluationError.unwritable(path: path, reason: reason)
        }
    }

    private func writeCOCO(_ folder: EvaluationFolder) throws -> String {
        let name = "predictions.json"
        try folder.write(to: name) { file in
            var separator = "["
            try forEachTarget { _, _, target in
                for candidate in target.candidates {
                    let entry = try COCOEntry.json(
                        image: target.image, category: 1, size: (target.height, target.width),
                        counts: candidate.mask, "\"score\":\(candidate.score)")
                    try file.write("\(separator)\n\(entry)")
                    separator = ","
                }
            }
            try file.write(separator == "[" ? "[]\n" : "\n]\n")
        }
        return name
    }

    private func writeTree(_ folder: EvaluationFolder) throws -> String {
        let name = "predictions"
        var made: Set<String> = []
        try forEachTarget { video, sentence, target in
            let place = "\(name)/\(video)/\(sentence.id)"
            if made.insert(place).inserted { try folder.makeFolder(place) }
            try target.runs(target.chosen.mask).mask.writePNG(
                to: folder.place("\(place)/\(target.name).png"))
        }
        return name
    }

    private func writeArchive(_ folder: EvaluationFolder) throws -> String {
        let name = "submission.zip"
        let layout = SubmissionLayout(journal.header.written)
        try folder.write(to: name) { file in
            var archive = StoredArchive { try file.write($0) }
            try forEachTarget { video, sentence, target in
                try archive.add(
                    try target.runs(target.chosen.mask).mask.png(),
                    as: layout.name(video: video, expression: sentence.id, frame: target.name))
            }
            try archive.finish()
        }
        return name
    }

    private func forEachTarget(
        _ body: (_ video: String, SentenceRecord, TargetRecord) throws -> Void
    ) throws {
        try journal.forEachRecord { record in
            for sentence in record.sentences {
                for target in sentence.targets { try body(record.video, sentence, target) }
            }
        }
    }
}

extension EvaluationJournal {
    /// Sentences of all finished videos.
    package var sentenceCount: Int {
        (try? header.videos.reduce(0) { $0 + (try record(of: $1)?.sentences.count ?? 0) }) ?? 0
    }
}
