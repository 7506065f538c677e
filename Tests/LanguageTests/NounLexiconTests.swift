import Foundation
import Testing
import ShippedFiles

@testable import Language

@Suite struct NounLexiconTests {
    /// Reads a list with these lines after a header that fits them.
    private func lexicon(_ lines: String, header: String? = nil) throws -> NounLexicon {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("nouns-\(UUID()).txt")
        defer { try? FileManager.default.removeItem(at: file) }
        try ((header ?? "#refseg-nouns 1 \(lines.utf8.count)") + "\n" + lines)
            .write(to: file, atomically: true, encoding: .utf8)
        return try NounLexicon(path: file.path)
    }

    @Test func everyLineOfTheListIsFound() throws {
        let lexicon = try NounLexicon()
        let lines = try String(contentsOf: ShippedFiles.nouns(), encoding: .utf8).split(
            separator: "\n")
        for line in lines.dropFirst() {
            let word = line.prefix { $0 != "\t" }
            let entry = try #require(lexicon.word(String(word)), "\(word)")
            if entry.generality > 0 { #expect(lexicon.classes(entry)?.isEmpty == false, "\(word)") }
        }
        #expect(lines.count > 40_000)
        for absent in ["", "a dog", "zzzz", "#refseg-nouns 1", "dog\t", "dogg", "\u{e9}"] {
            #expect(lexicon.word(absent) == nil)
        }
    }

    @Test func aLineSaysWhatAWordMayBe() throws {
        let lexicon = try lexicon("=0\tc2-3 999:50\t11\ndog\tn90 =0\tv20\ta70\twsn\nmen\tpman\n")
        let dog = try #require(lexicon.word("dog"))
        #expect(dog.isNoun && dog.generality == 90 && dog.verb == 20 && dog.adjective == 70)
        #expect(dog.kinds == [.stop, .nounFirst] && dog.singular == nil)
        let classes = try #require(lexicon.classes(dog))
        #expect(
            classes.imageNet[2] == 1 && classes.imageNet[3] == 1 && classes.imageNet[999] == 0.5)
        #expect(classes.imageNet.reduce(0, +) == 2.5)
        #expect(classes.voc.indices.filter { classes.voc[$0] > 0 } == [VOCClass.dog.rawValue])
        #expect(lexicon.word("men")?.singular == "man")
    }

    @Test func classesThatNoNetworkHasAreLeftOut() throws {
        let lexicon = try lexicon(
            "=0\tc1000 998-1000 7-3 x 5:y 6\t20 3\ncat\tn90 =7\ndog\tn90 =0\n")
        let classes = try #require(lexicon.word("dog").flatMap { lexicon.classes($0) })
        #expect(classes.imageNet.indices.filter { classes.imageNet[$0] > 0 } == [6])
        #expect(classes.voc.indices.filter { classes.voc[$0] > 0 } == [VOCClass.boat.rawValue])
        #expect(lexicon.word("cat").flatMap { lexicon.classes($0) } == nil)
    }

    @Test(arguments: ["#refseg-nouns 2 4", "#refseg-nouns 1 5", "", "dog"])
    func aDamagedListIsRefused(_ header: String) {
        #expect {
            try lexicon("dog\tn0\n", header: header)
        } throws: {
            "\($0)".contains("line 1 is \"\(header)\"; expected \"#refseg-nouns 1 7\"")
        }
    }

    @Test func aMissingListIsNamed() {
        #expect { try NounLexicon(path: "/nowhere/nouns.txt") } throws: {
            "\($0)".hasPrefix("/nowhere/nouns.txt: cannot be read (no such file)")
        }
    }
}
