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

    @Test func thePageTellsWhatWasHeardAndWhere() throws {
        let made = try MiniatureEvaluation(videos: 2)
        let journal = try EvaluationJournal(
            folder: made.output().path,
            header: made.header(speaker: .dataset, audioRoute: .transcript))
        let heard = SpeechRecord(recording: "1.wav", heard: "the <bear>", confidence: 0.5)
        let unheard = SpeechRecord(recording: "2.wav", heard: nil, confidence: 0)
        try journal.append(made.record(0, speech: heard))
        try journal.append(made.record(1, speech: unheard))
        let results = try EvaluationResults(journal)
        let html = try ReportPage(results, journal, dataset: made.dataset).html
        for words in [
            "heard “the &lt;bear&gt;”, confidence 0.50", "nothing understood, confidence 0.00",
            "the dataset's recordings: word error rate 75.0 % of 4 words; 1 of 2 not understood",
            "A Processor, 3 cores, sse2, Some System 1 (2 videos)", "prefers-color-scheme:dark",
        ] {
            #expect(html.contains(words), "\(words)")
        }
        #expect(results.speech?.sentences.map(\.wordErrorRate) == [0.5, 1])
        #expect(results.speech?.audioRoute == .transcript)
    }

    @Test func theMachineIsKnown() throws {
        let machine = try Machine.current()
        #expect(machine.cores >= ProcessInfo.processInfo.activeProcessorCount)
        #expect(!machine.processor.isEmpty && !machine.system.isEmpty)
        #if arch(x86_64)
            let plain = try Machine.current(environment: ["REFSEG_ISA": "sse2"])
            #expect(plain.instructionSet == "sse2")
        #endif
    }

    @Test func scoresAreThoseOfTheRecords() throws {
        let made = try MiniatureEvaluation(videos: 2)
        let journal = try EvaluationJournal(folder: made.output().path, header: made.header())
        for video in made.dataset.videos.indices { try journal.append(made.record(video)) }
        let results = try EvaluationResults(journal)
        // Squares of four pixels, moved by one: 2 of 6 pixels are shared.
        #expect(results.scores.first { $0.name == "J" }?.value == 0.333333)
        #expect(results.sentences.map(\.frames) == [1, 2])
        #expect(results.machines == [.init(machine: .some, videos: 2)])
        #expect(results.masks == 3)
    }
}
