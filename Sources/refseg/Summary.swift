import Foundation
import Language
import Segmenter

/// What a finished run tells on standard output.
struct Summary {
    /// The output folder as the user wrote it.
    let place: String
    /// What is in it, and where.
    let titles: [(kind: String, path: String)]
    /// Size of the frames, in pixels.
    let size: (width: Int, height: Int)
    let outcome: Segmentation

    var anyMatched: Bool { outcome.queries.contains(where: \.matched) }

    /// A few lines for a person.
    func print() {
        for spoken in outcome.queries.compactMap(\.spoken) where !spoken.transcript.isEmpty {
            Swift.print(
                "\(spoken.file): heard \"\(spoken.transcript)\" "
                    + String(format: "(confidence %.2f", spoken.confidence)
                    + (spoken.alternatives ?? []).map { ", or \"\($0)\"" }.joined() + ")"
                    + (spoken.takenFor.map { ", taken for \"\($0)\", which the clip shows" } ?? ""))
        }
        for query in outcome.queries { Swift.print(line(query)) }
        let seconds = outcome.timings.total
        Swift.print(
            counted(outcome.frames, "frame") + " of \(size.width)x\(size.height)"
                + String(format: " in %.1f s", seconds)
                + (outcome.frames > 1
                    ? String(format: " (%.1f frames/s)", Double(outcome.frames) / seconds) : ""))
        for (kind, path) in titles {
            Swift.print(kind.padding(toLength: 8, withPad: " ", startingAt: 0), "\(place)/\(path)")
        }
    }

    /// Copies the finished `result.json` to standard output.
    func printReport() throws {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: place + "/result.json"))
        while let part = try file.read(upToCount: 1 << 20), !part.isEmpty {
            try ResultStream().send(part)
        }
    }

    private func line(_ query: SegmentationReport.Query) -> String {
        if let spoken = query.spoken, spoken.transcript.isEmpty {
            return "\(spoken.file): no speech found; its masks are empty"
        }
        let presence = String(format: "presence %.2f", query.presence)
        if !query.matched, let slip = spelling(query.text) {
            return "\(query.text): nothing matches \"\(slip.word)\"; did you mean "
                + "\"\(slip.noun)\"? (\(presence); its masks are empty)"
        }
        return query.matched
            ? "\(query.text): in \(query.framesWithObject) of \(counted(outcome.frames, "frame")) "
                + "(\(presence), " + String(format: "score %.2f)", query.score)
            : "\(query.text): nothing matches (\(presence)); its masks are empty"
    }

    /// Of a query in which a noun may be misspelt.
    private func spelling(_ text: String) -> SpellingSuggestion? {
        guard let lexicon = try? NounLexicon() else { return nil }
        return SpellingSuggestion(for: text, in: lexicon)
    }
}
