import Foundation
import Metrics
import Parsing
import Segmenter

/// What `results.json` holds of spoken sentences: who spoke, what was heard of each, and how far that is
/// from the dataset's texts.
package struct SpeechResults: Codable, Equatable, Sendable {
    /// One sentence.
    package struct Sentence: Codable, Equatable, Sendable {
        package let video: String
        package let id: String
        /// The dataset's text; empty where it has none.
        package let text: String
        /// The file, in the dataset or in the evaluation's folder.
        package let recording: String
        /// Nil where nothing was understood: the masks are empty.
        package let heard: String?
        /// Mean probability of the pieces heard, 0…1.
        package let confidence: Double
        /// Wrong, missing and superfluous words a word of the text; nil without a text.
        package let wordErrorRate: Double?
    }

    package let speaker: Speaker
    /// How what was said reached the model.
    package let audioRoute: AudioRoute?
    /// The model that heard it; nil in results of earlier versions.
    package let listener: ModelIdentity?
    /// Sentences whose recording says nothing that can be understood.
    package let unheard: Int
    /// Words of the texts.
    package let words: Int
    /// Over all words of the texts; nil where the dataset has no texts.
    package let wordErrorRate: Double?
    package let sentences: [Sentence]

    /// - `records`: of all videos, in order.
    init(
        _ speaker: Speaker, by audioRoute: AudioRoute?, _ listener: ModelIdentity?,
        _ records: [(video: String, sentence: SentenceRecord)]
    ) {
        var total = WordErrors.none
        sentences = records.compactMap { video, sentence in
            guard let speech = sentence.speech else { return nil }
            let errors = WordErrors(said: sentence.text, heard: speech.heard ?? "")
            // Words heard where the dataset has no text are no errors.
            if errors.words > 0 { total = total + errors }
            return Sentence(
                video: video, id: sentence.id, text: sentence.text, recording: speech.recording,
                heard: speech.heard, confidence: speech.confidence,
                wordErrorRate: errors.rate.map(sixDecimals))
        }
        (self.speaker, self.audioRoute, self.listener) = (speaker, audioRoute, listener)
        unheard = sentences.count { $0.heard == nil }
        (words, wordErrorRate) = (total.words, total.rate.map(sixDecimals))
    }

    /// One line beside the table.
    package var summary: String {
        let rate = wordErrorRate.map {
            String(format: ": word error rate %.1f %%", $0 * 100) + " of \(words.grouped) words"
        }
        let silent =
            unheard == 0
            ? "all understood"
            : "\(unheard.grouped) of \(sentences.count.grouped) not understood, their masks empty"
        return "\(speaker)\(rate ?? ""); \(silent)"
    }
}
