import Foundation
import Testing

@testable import Language

@Suite struct SentenceMeaningTests {
    private let lexicon: NounLexicon

    init() throws { lexicon = try NounLexicon() }

    private func meaning(_ text: String) -> SentenceMeaning {
        SentenceMeaning(of: text, in: lexicon)
    }

    /// Training/lexicon/fixture.py writes what Training/lexicon/nouns.py finds in real sentences and in tricky ones.
    @Test func everySentenceMeansWhatItMeansInTraining() throws {
        let file = try #require(
            Bundle.module.url(
                forResource: "sentences", withExtension: "tsv", subdirectory: "Fixtures/nouns"))
        var compared = 0
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            let found = meaning(String(fields[0]))
            let described = [
                String(fields[0]), found.head ?? "-", found.isPlural ? "1" : "0",
                "\(Int((100 * found.generality).rounded()))", sums(found.classes.imageNet),
                sums(found.classes.voc),
            ]
            #expect(described.map { $0[...] } == fields)
            compared += 1
        }
        #expect(compared > 450)
    }

    /// How many classes, the sum of their weights in hundredths, and of weight times class number.
    private func sums(_ weights: [Float]) -> String {
        let hundredths = weights.map { Int((100 * $0).rounded()) }
        let moment = hundredths.enumerated().reduce(0) { $0 + $1.offset * $1.element }
        return "\(hundredths.count { $0 > 0 }) \(hundredths.reduce(0, +)) \(moment)"
    }

    @Test func aNounHasItsClasses() {
        let bears = meaning("the polar bears on the ice")
        #expect(bears.head == "polar bear" && bears.isPlural && bears.generality == 1)
        #expect(bears.classes.imageNet.indices.filter { bears.classes.imageNet[$0] > 0 } == [296])
        #expect(bears.classes.voc.allSatisfy { $0 == 0 })
        let girl = meaning("a girl on a horse")
        #expect(girl.classes.voc[VOCClass.person.rawValue] == 1)
        #expect(girl.classes.voc[VOCClass.horse.rawValue] == 0)
        let pair = meaning("a man and his dog").classes
        #expect(pair.voc[VOCClass.dog.rawValue] == 1 && pair.voc[VOCClass.person.rawValue] == 1)
    }

    @Test(arguments: ["the one in white", "something red", "", "...", "on the left"])
    func aSentenceWithoutANounMeansNothing(_ text: String) {
        let found = meaning(text)
        #expect(found.head == nil && found.generality == 0 && found.classes.isEmpty)
    }

    @Test(arguments: [
        ("dogs'", ["dogs", "'s"]), ("The man’s DOG", ["the", "man", "'s", "dog"]),
        ("'tis-", ["tis"]), ("a\u{301}b", ["a\u{301}b"]),
        ("x\u{2014}y\u{a0}z", ["x", ",", "y", "z"]),
        ("'s", ["s"]), ("\u{1F415}", ["\u{1F415}"]), ("-'\u{301}", ["\u{301}"]),
    ])
    func marksAndApostrophesPartWords(_ text: String, _ expected: [String]) {
        #expect(
            SentenceWords.split(text).map { Array($0.unicodeScalars) }
                == expected.map { Array($0.unicodeScalars) })
    }

    @Test(arguments: [
        ("women", ["woman"]), ("ponies", ["pony", "ponie"]),
        ("wolves", ["wolve", "wolf", "wolfe"]),
        ("buses", ["buse", "bus"]), ("grass", []), ("men", []),
    ])
    func pluralsAreUndone(_ plural: String, _ expected: [String]) {
        #expect(NounForms.singulars(plural) == expected)
    }
}
