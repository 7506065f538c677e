import Datasets
import Foundation
import Testing

@testable import Evaluation

struct JournalTests {
    private func bytes(_ folder: EvaluationFolder) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: folder.place(EvaluationJournal.name)))
    }

    private func write(_ bytes: Data, _ folder: EvaluationFolder) throws {
        try bytes.write(to: URL(fileURLWithPath: folder.place(EvaluationJournal.name)))
    }

    private func complain(_ body: () throws -> Void) -> EvaluationError? {
        #expect(throws: EvaluationError.self) { try body() }
    }

    /// Wherever a crash cuts it off, the whole records before stay, and the rest is written again.
    @Test func aTornJournalIsContinuedFromItsLastWholeRecord() throws {
        let made = try MiniatureEvaluation()
        let folder = try made.output()
        var ends: [Int] = []
        do {
            let journal = try EvaluationJournal(folder: folder.path, header: made.header())
            ends.append(try bytes(folder).count)
            for video in made.dataset.videos.indices {
                try journal.append(made.record(video))
                ends.append(try bytes(folder).count)
            }
        }
        let whole = try bytes(folder)
        for length in stride(from: ends[0], through: whole.count, by: 3) {
            try write(whole.prefix(length), folder)
            let journal = try EvaluationJournal(folder: folder.path, header: made.header())
            let kept = ends.count { $0 <= length } - 1
            #expect(journal.finished.count == kept)
            #expect(journal.droppedBytes == length - ends[kept])
            for video in kept..<made.dataset.videos.count {
                try journal.append(made.record(video))
            }
            #expect(try bytes(folder) == whole)
        }
    }

    @Test func damageInTheMiddleDropsWhatFollows() throws {
        let made = try MiniatureEvaluation()
        let folder = try made.output()
        var ends: [Int] = []
        do {
            let journal = try EvaluationJournal(folder: folder.path, header: made.header())
            for video in made.dataset.videos.indices {
                ends.append(try bytes(folder).count)
                try journal.append(made.record(video))
            }
        }
        var damaged = try bytes(folder)
        damaged[ends[1] + 40] ^= 1
        try write(damaged, folder)
        let journal = try EvaluationJournal(folder: folder.path, header: made.header())
        #expect(journal.finished == [made.dataset.videos[0].id])
        #expect(try journal.record(of: made.dataset.videos[0].id) == made.record(0))
        #expect(try journal.record(of: made.dataset.videos[1].id) == nil)
    }

    @Test func recordsAreReadBackAsTheyWere() throws {
        let made = try MiniatureEvaluation()
        let folder = try made.output()
        let journal = try EvaluationJournal(folder: folder.path, header: made.header())
        for video in [2, 0, 1] { try journal.append(made.record(video)) }
        var read: [VideoRecord] = []
        try journal.forEachRecord { read.append($0) }
        #expect(read == (0..<3).map { made.record($0) })
    }

    @Test func anotherEvaluationsJournalIsRefused() throws {
        let made = try MiniatureEvaluation()
        let folder = try made.output()
        _ = try EvaluationJournal(folder: folder.path, header: made.header())
        let error = complain {
            _ = try EvaluationJournal(folder: folder.path, header: made.header(model: "fedcba98"))
        }
        #expect(
            error?.description
                == "\(folder.path)/journal: the journal of another evaluation (model 0123456789ab, "
                + "here fedcba98); name another folder with -o, or remove this one to begin again")
    }

    @Test func readAndSpokenSentencesAreNotMixed() throws {
        let made = try MiniatureEvaluation()
        let folder = try made.output()
        _ = try EvaluationJournal(folder: folder.path, header: made.header())
        let error = complain {
            _ = try EvaluationJournal(
                folder: folder.path, header: made.header(speaker: .dataset))
        }
        guard case .otherEvaluation(_, let difference) = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
        #expect(difference == "sentences read, here the dataset's recordings")
    }

    @Test func otherFilesAreNotTakenForAJournal() throws {
        let made = try MiniatureEvaluation()
        let folder = try made.output()
        try write(Data("some notes\n".utf8), folder)
        let error = complain {
            _ = try EvaluationJournal(folder: folder.path, header: made.header())
        }
        #expect(
            error?.description
                == "\(folder.path)/journal: it does not begin as the journal of an evaluation does; "
                + "move it away, or name another folder with -o")
        #expect(try bytes(folder) == Data("some notes\n".utf8))
    }

    @Test func twoProcessesDoNotWriteOneJournal() throws {
        let made = try MiniatureEvaluation()
        let folder = try made.output()
        let journal = try EvaluationJournal(folder: folder.path, header: made.header())
        let error = complain {
            _ = try EvaluationJournal(folder: folder.path, header: made.header())
        }
        #expect(error == .inUse(path: folder.place("journal")))
        withExtendedLifetime(journal) {}
    }

    @Test func foldersWithOtherFilesAreRefused() throws {
        let made = try MiniatureEvaluation()
        let error = complain { _ = try EvaluationFolder(made.folder + "/data") }
        #expect(
            error?.description
                == "\(made.folder)/data: the folder holds 3 entries that no evaluation wrote; "
                + "expected a new or empty folder or one of an earlier evaluation, so name another "
                + "one with -o")
    }
}
