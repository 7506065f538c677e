import Foundation
import ReferencePython
import Testing

@testable import Datasets

/// Every published layout, written by independent tools, gives what was written.
@Suite(.enabled(if: ReferencePython.isReady, "\(ReferencePython.hint)"))
struct LayoutTests {
    typealias Videos = [String: [ExpectedVideo]]

    @Test(arguments: [
        ("jhmdb", Benchmark.jhmdbSentences, "test"), ("ytvos", .refYouTubeVOS, "train"),
        ("ytvos", .refYouTubeVOS, "valid"), ("ytvos", .refYouTubeVOS, "test"),
        ("davis", .refDAVIS17, "valid"), ("davis", .refDAVIS17, "train"),
        ("mevis", .mevis, "valid_u"), ("mevis", .mevis, "valid"), ("clips", .clips, "all"),
    ])
    func whatWasWrittenIsRead(
        _ maker: String, _ benchmark: Benchmark, _ subset: String
    ) throws {
        try Miniature.with(maker, Videos.self) { made in
            let truth = TruthReader()
            let dataset = try Dataset(
                benchmark, root: made.root, subset: subset, truth: truth)
            #expect(dataset.subset == subset)
            let expected = try #require(made.contents[subset])
            let found = try dataset.described(truth)
            #expect(found.count == expected.count)
            for (found, expected) in zip(found, expected) { #expect(found == expected) }
            let frames = dataset.videos.flatMap { video in
                guard case .images(let paths) = video.frames else { return [String]() }
                return paths
            }
            #expect(frames.allSatisfy { FileManager.default.fileExists(atPath: $0) })
            let targets = dataset.allSentences.flatMap(\.sentence.targets)
            #expect(Set(targets.map(\.imageID)).count == targets.count)
            #expect(dataset.targetCount == targets.count)
            #expect(dataset.sentenceCount == dataset.allSentences.count)
        }
    }

    @Test func oneClipIsADatasetToo() throws {
        try Miniature.with("clips", Videos.self) { made in
            let dataset = try Dataset(.clips, root: made.path("bear"))
            #expect(dataset.videos.map(\.id) == ["clip"])
            #expect(dataset.sentenceCount == 2)
        }
    }

    @Test func publishedValidationMasksAreScoredWhereTheyAre() throws {
        try Miniature.with("ytvos", Videos.self) { made in
            let truth = TruthReader()
            let video = "0062f687f1"
            // A folder for every expression.
            let own = made.path("valid/Annotations/\(video)/0")
            try FileManager.default.createDirectory(
                atPath: own, withIntermediateDirectories: true)
            for name in ["00000", "00005", "00010"] {
                try FileManager.default.copyItem(
                    atPath: made.path("train/Annotations/003234408d/\(name).png"),
                    toPath: "\(own)/\(name).png")
            }
            let dataset = try Dataset(.refYouTubeVOS, root: made.root, truth: truth)
            let sentences = dataset.videos[0].sentences
            #expect(sentences[0].targets.map { $0.truth != nil } == [true, true, true])
            #expect(sentences[1].targets.map { $0.truth != nil } == [false, false, false])
            let place = try #require(sentences[0].targets[0].truth)
            #expect(try truth.mask(place).area > 0)
        }
    }

    @Test func aListThatIsNotThinnedNeedsThatOfTheTestSet() throws {
        try Miniature.with("ytvos", Videos.self) { made in
            let list = "meta_expressions/valid/meta_expressions.json"
            try made.remove("meta_expressions/test/meta_expressions.json")
            // Two videos only: thinned already.
            let thinned = try Dataset(
                .refYouTubeVOS, root: made.root, problems: Problems { _ in })
            #expect(thinned.videos.count == 2)
            let videos = (0..<203).map {
                "\"v\($0)\": {\"frames\": [\"00000\"], \"expressions\": {\"0\": {\"exp\": \"a dog\"}}}"
            }
            try made.write("{\"videos\": {\(videos.joined(separator: ","))}}".utf8, to: list)
            let error = #expect(throws: DatasetError.self) {
                try Dataset(.refYouTubeVOS, root: made.root)
            }
            #expect(
                error?.description.hasPrefix(
                    made.path("meta_expressions/test/meta_expressions.json") + ": no such file")
                    == true)
        }
    }

    @Test func davisNeedsTheMasksOfTheUnsupervisedTrack() throws {
        try Miniature.with("davis", Videos.self) { made in
            try FileManager.default.moveItem(
                atPath: made.path("DAVIS/Annotations_unsupervised"),
                toPath: made.path("DAVIS/Annotations"))
            let error = #expect(throws: DatasetError.self) {
                try Dataset(.refDAVIS17, root: made.root)
            }
            let words = try #require(error?.description)
            #expect(
                words.hasPrefix(
                    made.path("DAVIS/Annotations_unsupervised/480p/classic-car/00000.png")
                        + ": no such file"), "\(words)")
            #expect(words.contains("(unsupervised, 480p)"), "\(words)")
        }
    }

    @Test func whatReferFormersScriptMakesOfDAVISGivesTheSame() throws {
        try Miniature.with("davis", Videos.self) { made in
            let truth = TruthReader()
            let published = try Dataset(.refDAVIS17, root: made.root).described(truth)
            try convert(made)
            let converted = try Dataset(.refDAVIS17, root: made.root).described(truth)
            #expect(converted == published)
        }
    }

    /// Moves the files and writes the list as the script does.
    private func convert(_ made: Miniature<Videos>) throws {
        let files = FileManager.default
        var videos: [String: String] = [:]
        for folder in ["JPEGImages", "Annotations"] {
            try files.createDirectory(
                atPath: made.path("valid/\(folder)"), withIntermediateDirectories: true)
        }
        for video in made.contents["valid"] ?? [] {
            try files.moveItem(
                atPath: made.path("DAVIS/JPEGImages/480p/\(video.video)"),
                toPath: made.path("valid/JPEGImages/\(video.video)"))
            try files.moveItem(
                atPath: made.path("DAVIS/Annotations_unsupervised/480p/\(video.video)"),
                toPath: made.path("valid/Annotations/\(video.video)"))
            var expressions: [String] = []
            for sentence in video.sentences {
                expressions.append(
                    "\"\(sentence.id)\": {\"exp\": \"\(sentence.text)\", "
                        + "\"obj_id\": \"\(sentence.object ?? "")\"}")
            }
            let names = (0..<video.frames).map { "\"0000\($0)\"" }.joined(separator: ",")
            videos[video.video] =
                "{\"expressions\": {\(expressions.joined(separator: ","))}, \"frames\": [\(names)]}"
        }
        try files.removeItem(atPath: made.path("DAVIS/JPEGImages"))
        try files.createDirectory(
            atPath: made.path("meta_expressions/valid"), withIntermediateDirectories: true)
        let order = (made.contents["valid"] ?? []).map(\.video)
        let members = order.map { "\"\($0)\": \(videos[$0] ?? "")" }.joined(separator: ",")
        try made.write(
            "{\"videos\": {\(members)}}".utf8, to: "meta_expressions/valid/meta_expressions.json")
    }
}
