import Foundation
import ReferencePython
import Testing

@testable import Datasets

/// Every kind of damage to lists gets a sentence of its own from the check.
@Suite(
    .enabled(if: ReferencePython.isReady, "\(ReferencePython.hint)"),
    .enabled(if: VideoMaker.isReady, VideoMaker.hint))
struct ListCheckTests {
    @Test func anAnnotationForAnUnknownVideo() throws {
        let found = try sentences("a2d", .a2dSentences) { made in
            let text = try made.text(A2DPaths.annotation)
            try made.write((text + "nowhere,0,a dog\n").utf8, to: A2DPaths.annotation)
            try FileManager.default.createDirectory(
                atPath: made.path("\(A2DPaths.masks)/elsewhere"), withIntermediateDirectories: true)
        }
        #expect(
            found == [
                "ROOT/\(A2DPaths.annotation): line 12: an annotation of nowhere, which "
                    + "ROOT/Release/videoset.csv does not list; it is passed over, so copy both "
                    + "files of one release",
                "ROOT/\(A2DPaths.masks): folder elsewhere: an annotation of elsewhere, which "
                    + "ROOT/Release/videoset.csv does not list; it is passed over, so copy both "
                    + "files of one release",
            ])
    }

    @Test func aDuplicateRow() throws {
        let found = try sentences("a2d", .a2dSentences) { made in
            let text = try made.text(A2DPaths.annotation)
            try made.write((text + "_single,0,the grey pigeon\n").utf8, to: A2DPaths.annotation)
        }
        #expect(
            found == [
                "ROOT/\(A2DPaths.annotation): line 12: the same as line 6; every sample counts, so remove "
                    + "one unless the published file has both"
            ])
    }

    @Test func anotherEncoding() throws {
        let found = try sentences("a2d", .a2dSentences) { made in
            let text = try made.text(A2DPaths.annotation)
            try made.write(
                try #require(text.data(using: .isoLatin1)), to: A2DPaths.annotation)
        }
        #expect(
            found == [
                "ROOT/\(A2DPaths.annotation): line 8: its letters are not encoded in UTF-8, as the "
                    + "published file's are; copy the file again without converting it"
            ])
        let davis = try sentences("davis", .refDAVIS17) { made in
            let file = "davis_text_annotations/Davis17_annot2.txt"
            let text = try #require(String(data: Data(try made.read(file)), encoding: .isoLatin1))
            try made.write(text.utf8, to: file)
        }
        #expect(
            davis == [
                "ROOT/davis_text_annotations/Davis17_annot2.txt: line 1: its letters are not encoded "
                    + "in Latin-1, as the published file's are; copy the file again without "
                    + "converting it"
            ])
    }

    @Test func listsWithNaN() throws {
        let list = "jhmdb_sentences_samples_metadata.json"
        let jhmdb = try sentences("jhmdb", .jhmdbSentences) { made in
            let text = try made.text(list).replacingOccurrences(of: "7, \"man", with: "NaN, \"man")
            try made.write(text.utf8, to: list)
        }
        #expect(jhmdb.count == 1)
        #expect(jhmdb.first?.hasPrefix("ROOT/\(list): byte ") == true)
        #expect(
            jhmdb.first?.hasSuffix(": found NaN, expected a value; copy the file again") == true)
        let mevis = try sentences("mevis", .mevis) {
            try $0.write("{\"4\": [NaN]}".utf8, to: "valid_u/mask_dict.json")
        }
        #expect(
            mevis == [
                "ROOT/valid_u/mask_dict.json: byte 7: found NaN, expected an object; copy the file "
                    + "again"
            ])
    }

    @Test func namesThatLeadOutOfTheFolder() throws {
        let wayOut =
            "would lead out of the dataset's folder; expected a plain name, so do not use this file"
        let a2d = try sentences("a2d", .a2dSentences) { made in
            let text = try made.text(A2DPaths.annotation)
            try made.write((text + "../../x,0,a dog\n").utf8, to: A2DPaths.annotation)
        }
        #expect(a2d == ["ROOT/\(A2DPaths.annotation): line 12: the name \"../../x\" \(wayOut)"])

        let list = "meta_expressions/valid/meta_expressions.json"
        for (from, to, place) in [
            ("\"0062f687f1\"", "../../x", "video ../../x"),
            ("\"00005\"", "..", "video 0062f687f1"),
        ] {
            let ytvos = try sentences("ytvos", .refYouTubeVOS) { made in
                let text = try made.text(list)
                let range = try #require(text.range(of: from))
                try made.write(
                    text.replacingCharacters(in: range, with: "\"\(to)\"").utf8, to: list)
            }
            #expect(ytvos.first == "ROOT/\(list): \(place): the name \"\(to)\" \(wayOut)")
        }
        let samples = "jhmdb_sentences_samples_metadata.json"
        let jhmdb = try sentences("jhmdb", .jhmdbSentences) { made in
            let text = try made.text(samples).replacingOccurrences(
                of: "Rename_Images/pullup", with: "Rename_Images/../../..")
            try made.write(text.utf8, to: samples)
        }
        #expect(jhmdb.contains { $0.contains("/../../../") && $0.hasSuffix(wayOut) })
    }

    @Test func annotatorsWhoDisagree() throws {
        let file = "davis_text_annotations/Davis17_annot1_full_video.txt"
        let found = try sentences("davis", .refDAVIS17) { made in
            let text = try made.text(file).replacingOccurrences(
                of: "motor-bike 1", with: "motor-bike 2")
            try made.write(text.utf8, to: file)
        }
        #expect(
            found == [
                "ROOT/\(file): video motorbike: describes objects 2, but the first annotator 1; copy "
                    + "the four files of one release"
            ])
    }
}
