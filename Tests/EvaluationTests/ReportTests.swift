import Foundation
import Testing

@testable import Evaluation

struct ReportTests {
    @Test func barsHoldEveryValueOnce() {
        let histogram = Histogram([0, 0.049, 0.05, 0.5, 0.999, 1])
        #expect(histogram.counts[0] == 2)
        #expect(histogram.counts[1] == 1)
        #expect(histogram.counts[10] == 1)
        #expect(histogram.counts[19] == 2)
        #expect(histogram.counts.reduce(0, +) == 6)
    }

    @Test func thePageNeedsNoNetworkAndShowsCasesWithPictures() throws {
        let made = try MiniatureEvaluation(videos: 4)
        let journal = try EvaluationJournal(folder: made.output().path, header: made.header())
        for video in made.dataset.videos.indices { try journal.append(made.record(video)) }
        let results = try EvaluationResults(journal)
        for dataset in [made.dataset, nil] {
            let html = try ReportPage(results, journal, dataset: dataset).html
            #expect(!html.contains("://"))
            #expect(!html.contains("<script"))
            #expect(html.matches(of: /src="data:image\/jpeg;base64,[A-Za-z0-9+\/=]+"/).count == 4)
            for kind in ["Worst", "Best"] { #expect(html.contains("<h2>\(kind) sentences</h2>")) }
            #expect(html.contains("“the square”"))
        }
    }

    @Test func scoresAreThoseOfTheRecords() throws {
        let made = try MiniatureEvaluation(videos: 2)
        let journal = try EvaluationJournal(folder: made.output().path, header: made.header())
        for video in made.dataset.videos.indices { try journal.append(made.record(video)) }
        let results = try EvaluationResults(journal)
        // Squares of four pixels, moved by one: 2 of 6 pixels are shared.
        #expect(results.scores.first { $0.name == "J" }?.value == 0.333333)
        #expect(results.sentences.map(\.frames) == [1, 2])
        #expect(results.machines == [.init(name: "a machine", videos: 2)])
        #expect(results.masks == 3)
    }
}
