import GeneratedMasks
import Randomness
import Testing

@testable import Masks

/// Masks of 121x90 pixels as pycocotools wrote them for a reference model's output.
struct KnownRunLengths: Sendable {
    let text: String
    let area: Int
    let box: Box
    /// Over the pixels set, of their position (row by row) squared, modulo 1,000,003.
    let sum: Int

    static let all = [
        KnownRunLengths(
            text: ">R144:LF4:LF4:LF4=IC7`0EA;`0mNC9Ok0>lNC9Ok0?jNG2NU1]1J1O000000oNSO5m0IVO6j0IWO8h"
                + "0HXO8h0GYO8h0HXO8h0HVO:j0DWO=i0CWO=i0ESO=m0DQO>n0BRO>n0g0000001O]OUOWOk0i0UOWOk0"
                + "i0VOVOj0j0WOUOi0k0XOUOg0k0YOUOg0l0VOVOj0j0VOVOj0_1N1O1YOTN>l1@XN>R2CiM7W2IiM7W2I"
                + "iM7W2HkM7U2JiM7U28O100QN^Og00Ob0ZO@=NA2g0`0YOE1KO2M2f0=]Of05EK;3GM93GM;NH29LH4_1"
                + "0000000000000000000iNKI54OK140L22OM1mNOh0MXO4S10mNOh0MXO4S1<_OM?4_OMa03UO5m0KRO6"
                + "n0JQO6P1JPO6P1KlN8T1g0000O1000000O100000000000000O1000000000000000000000000N2000"
                + "0O100O1000000O100O100",
            area: 5_529, box: Box(x: 0, y: 6, width: 121, height: 84), sum: 2_771_304_248),
        KnownRunLengths(
            text: "if51h21O10000O1000000000000000000001O0000001O00001O0000000000O1001O0000000000000"
                + "000000000000000O100O1001O00001O000000",
            area: 119, box: Box(x: 64, y: 86, width: 57, height: 4), sum: 61_565_363),
        KnownRunLengths(
            text: "k1o0k10000000O10000001O1O002N0000001O000000O1M30000O100O1M3O1N2M300N2a0_O1O00000"
                + "01O00000000000000001O00002N0000001O00001O001O0000000000O10000O10000001O000000O10"
                + "0O100000000000000N200002N0000001O00000000000000000000000000000000001O0000O100O10"
                + "0N2O100",
            area: 2_985, box: Box(x: 0, y: 46, width: 121, height: 44), sum: 1_465_865_627),
        KnownRunLengths(
            text: "0Zd:",
            area: 10_890, box: Box(x: 0, y: 0, width: 121, height: 90), sum: 5_243_753_210),
    ]
}

@Suite struct RunLengthsTests {
    @Test(arguments: KnownRunLengths.all)
    func knownAnswers(_ known: KnownRunLengths) throws {
        let runs = try RunLengths(width: 121, height: 90, compressed: known.text)
        let mask = runs.mask
        #expect(runs.area == known.area)
        #expect(mask.area == known.area)
        #expect(mask.box == known.box)
        let sum = mask.bytes.enumerated().reduce(0) {
            $0 + ($1.element == 0 ? 0 : $1.offset * $1.offset % 1_000_003)
        }
        #expect(sum == known.sum)
        #expect(RunLengths(mask) == runs)
        #expect(RunLengths(mask).compressed == known.text)
    }

    @Test func smallAnswersByHand() throws {
        // Down the columns: 0 1 | 1 1 | 0 0.
        let mask = Mask(width: 3, height: 2, bytes: [0, 1, 0, 1, 1, 0])
        #expect(RunLengths(mask).counts == [1, 3, 2])
        #expect(RunLengths(mask).compressed == "132")
        #expect(RunLengths(Mask(emptyWithWidth: 3, height: 2)).counts == [6])
        #expect(RunLengths(Mask(width: 1, height: 1, bytes: [1])).counts == [0, 1])
    }

    @Test func everyMaskSurvivesTheRoundTrip() throws {
        var generator = SplitMix64(seed: 1)
        var masks = [
            Mask(emptyWithWidth: 5, height: 3), Mask(width: 2, height: 2, bytes: [1, 1, 1, 1]),
            Mask.rectangle(700, 500, Box(x: 10, y: 400, width: 600, height: 90)),
        ]
        for position in 0..<12 {
            let box = Box(x: position % 4, y: position / 4, width: 1, height: 1)
            masks.append(.rectangle(4, 3, box))
        }
        for _ in 0..<60 {
            let width = Int.random(in: 1...40, using: &generator)
            let height = Int.random(in: 1...40, using: &generator)
            let share = [0, 0.02, 0.5, 0.97, 1][Int.random(in: 0..<5, using: &generator)]
            masks.append(.random(width, height, share: share, using: &generator))
        }
        for mask in masks {
            let runs = RunLengths(mask)
            #expect(runs.counts.reduce(0, +) == mask.width * mask.height)
            let again = try RunLengths(
                width: mask.width, height: mask.height, compressed: runs.compressed)
            #expect(again == runs)
            #expect(again.mask == mask)
            #expect(again.area == mask.area)
        }
    }

    @Test(arguments: [
        ("", "0 of 6 pixels are described"), ("13", "4 of 6 pixels are described"),
        ("133", "run 3 of 3 leaves the 3x2 mask"),
        ("1O", "run 2 of -1 leaves the 3x2 mask"), ("12 ", "cannot read character 3"),
        ("1`", "1 of 6 pixels are described"), ("ooooooooo", "cannot read character 8"),
    ])
    func damagedTextIsRefused(_ text: String, _ reason: String) {
        let error = #expect(throws: MaskError.self) {
            try RunLengths(width: 3, height: 2, compressed: text)
        }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ([], "0 of 6 pixels are described"), ([1, 3], "4 of 6 pixels are described"),
        ([1, 3, 3], "run 3 of 3 leaves the 3x2 mask"), ([7, -1], "run 1 of 7 leaves the 3x2 mask"),
        ([1, -1, 6], "run 2 of -1 leaves the 3x2 mask"),
        ([1, .max, .max], "run 2 of 9223372036854775807 leaves the 3x2 mask"),
        ([.min, .min, 6], "run 1 of -9223372036854775808 leaves the 3x2 mask"),
    ])
    func damagedCountsAreRefused(_ counts: [Int], _ reason: String) {
        let error = #expect(throws: MaskError.self) {
            try RunLengths(width: 3, height: 2, counts: counts)
        }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [(0, 2), (-3, -2), (16_385, 1), (.max, .max)])
    func impossibleSizesAreRefused(_ width: Int, _ height: Int) {
        let expected = MaskError.badRunLengths(reason: "size \(width)x\(height)")
        #expect(throws: expected) { try RunLengths(width: width, height: height, compressed: "6") }
        #expect(throws: expected) { try RunLengths(width: width, height: height, counts: [6]) }
    }
}

@Suite struct MaskTests {
    @Test func boxAndAreaAgreeWithCounting() {
        var generator = SplitMix64(seed: 3)
        for _ in 0..<50 {
            let mask = Mask.random(13, 9, share: 0.04, using: &generator)
            let set = mask.bytes.indices.filter { mask.bytes[$0] == 1 }
            #expect(mask.area == set.count)
            let (xs, ys) = (set.map { $0 % 13 }, set.map { $0 / 13 })
            guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let low = ys.max()
            else {
                #expect(mask.box == nil)
                continue
            }
            #expect(
                mask.box == Box(x: left, y: top, width: right - left + 1, height: low - top + 1))
        }
    }
}
