import Foundation
import ReferencePython
import Testing

@testable import Datasets

/// Spoken sentences.
@Suite(
    .enabled(if: ReferencePython.isReady, "\(ReferencePython.hint)"),
    .enabled(if: VideoMaker.isReady, VideoMaker.hint))
struct AVOSTests {
    struct Contents: Decodable {
        let speech: [String: [String]]
    }

    @Test func everySentenceGetsItsRecording() throws {
        try Miniature.with("avos", Contents.self) { made in
            for (subset, benchmark) in [
                ("ref-youtube-vos", "0062f687f1"), ("a2d-sentences", "-0cOo0cRVZU"),
                ("jhmdb-sentences", "April_09_brush_hair_u"),
            ] {
                var problems: [DatasetError] = []
                let dataset = try Dataset(
                    .avos, root: made.root, subset: subset,
                    problems: Problems { problems.append($0) })
                #expect(dataset.benchmark == .avos)
                #expect(dataset.written.rawValue == subset)
                #expect(dataset.videos.contains { $0.id == benchmark })
                let speech = dataset.allSentences.compactMap(\.sentence.speech)
                let names = speech.map { (($0 as NSString).lastPathComponent as NSString) }
                    .map(\.deletingPathExtension)
                #expect(Set(names) == Set(made.contents.speech[subset] ?? []))
                let silent = dataset.allSentences.count { $0.sentence.speech == nil }
                #expect(silent == (subset == "jhmdb-sentences" ? 1 : 0))
                #expect(problems.count == silent)
            }
            let error = #expect(throws: DatasetError.self) {
                try Dataset(.avos, root: made.root, subset: "jhmdb-sentences")
            }
            #expect(
                error?.description
                    == made.path("audio/100_pullups_f_nm_np1_med_1.wav")
                    + ": no such file or folder; expected the recording of a sentence, so get it from "
                    + "the authors of Wnet (AVOS) and the data sets that it extends")
        }
    }
    @Test func recordingsAreChecked() throws {
        try Miniature.with("avos", Contents.self) { made in
            func problems() throws -> DatasetCheck.Summary {
                try DatasetCheck.run(.avos, root: made.root, subset: "a2d-sentences")
            }
            let folder = "audio/a2d-sentences/deeper"
            let silent = made.path("\(folder)/-0cOo0cRVZU_2.wav")
            let before = try problems()
            #expect(before.recordings == 5)
            #expect(before.problems.contains(.silent(path: silent)))
            #expect(before.isUsable)
            let empty = made.path("\(folder)/_single_0.wav")
            try made.write([UInt8](), to: "\(folder)/_single_0.wav")
            let header = Array(try made.read("\(folder)/-0cOo0cRVZU_0.wav").prefix(20))
            try made.write(header, to: "\(folder)/-0cOo0cRVZU_0.wav")
            let after = try problems()
            #expect(!after.isUsable)
            #expect(after.problems.contains(.audio(.emptyFile(path: empty))))
            let torn = made.path("\(folder)/-0cOo0cRVZU_0.wav")
            #expect(after.problems.contains { $0.description.hasPrefix("\(torn): no sound found") })
        }
    }
}
