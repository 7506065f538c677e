import Foundation
import Masks
import Metrics

/// Everything that was found in one video: what the journal keeps, and scores, exports and reports are
/// made of.
package struct VideoRecord: Codable, Equatable, Sendable {
    /// The video's identifier.
    package let video: String
    /// What computed it.
    package let machine: Machine
    /// In the order of the dataset.
    package let sentences: [SentenceRecord]
    /// Every frame's objects, where a benchmark scores all objects of a video together.
    package let labelledFrames: [LabelledFrame]?
    /// What was wrong with its files and allowed, in sentences; nil where nothing was.
    package var damage: [String]?
}

/// All objects of a frame.
package struct LabelledFrame: Codable, Equatable, Sendable {
    package let width: Int
    package let height: Int
    /// True masks of objects 1, 2, … as COCO's compressed run lengths.
    package let objects: [String]
    /// Pixels that count for nothing.
    package let void: String
}

/// What was found for one sentence.
package struct SentenceRecord: Codable, Equatable, Sendable {
    package let id: String
    package let text: String
    /// The object that is meant, by the dataset's own number.
    package let object: String?
    /// Whose sentence it is, from 0.
    package let annotator: Int?
    /// What was heard; nil where the sentence was read.
    package let speech: SpeechRecord?
    package let targets: [TargetRecord]
}

/// What was heard of a sentence.
package struct SpeechRecord: Codable, Equatable, Sendable {
    /// The file, in the dataset or in the evaluation's folder.
    package let recording: String
    /// Lower case, without punctuation; nil where nothing was understood, and the masks are empty.
    package let heard: String?
    /// Mean probability of the pieces heard, 0…1.
    package let confidence: Double
}

/// What was found in one frame that is scored.
package struct TargetRecord: Codable, Equatable, Sendable {
    /// Position in the video, from 0.
    package let frame: Int
    /// Name of the frame, as masks are called.
    package let name: String
    /// What COCO files of the benchmark call the image.
    package let image: String
    package let width: Int
    package let height: Int
    /// The true mask as COCO's compressed run lengths; nil where it is not published.
    package let truth: String?
    /// What the model offers, at least one.
    package let candidates: [CandidateRecord]

    /// The best-scored candidate, the last of equals (as the published script for A2D-Sentences).
    package var chosen: CandidateRecord {
        candidates.dropFirst().reduce(candidates[0]) { $0.score > $1.score ? $0 : $1 }
    }

    /// IoU of the chosen mask with the true one; nil where that is not known.
    ///
    /// - Throws: `MaskError`.
    var iou: Double? {
        get throws {
            try truth.map { try runs($0).overlap(with: runs(chosen.mask)).jaccard }
        }
    }

    /// Reads a mask of the record.
    ///
    /// - Throws: `MaskError`.
    package func runs(_ counts: String) throws -> RunLengths {
        try RunLengths(width: width, height: height, compressed: counts)
    }
}

/// A mask that the model offers.
package struct CandidateRecord: Codable, Equatable, Sendable {
    /// The model's confidence.
    package let score: Double
    /// The mask as COCO's compressed run lengths.
    package let mask: String
}
