import GeneratedMasks
import Masks
import Randomness
import Testing

/// Every measure on runs and on packed bits, against counting pixels.
@Suite struct MaskSetTests {
    /// Pairs of masks of one size: noise, rectangles, and the shapes where words and columns end.
    static let pairs: [(Mask, Mask)] = {
        var generator = SplitMix64(seed: 11)
        var pairs: [(Mask, Mask)] = []
        let sizes = [
            (1, 1), (1, 9), (9, 1), (3, 63), (3, 64), (3, 65), (8, 128), (13, 130), (17, 7),
            (40, 200),
        ]
        for (width, height) in sizes {
            let shares = [0, 0.03, 0.5, 0.96, 1]
            for left in shares {
                for right in shares {
                    pairs.append(
                        (
                            .random(width, height, share: left, using: &generator),
                            .random(width, height, share: right, using: &generator)
                        ))
                }
            }
            for _ in 0..<10 {
                pairs.append(
                    (
                        .randomRectangle(width, height, using: &generator),
                        .randomRectangle(width, height, using: &generator)
                    ))
            }
        }
        return pairs
    }()

    @Test func overlapIsThatOfThePixels() {
        for (left, right) in Self.pairs {
            let both = zip(left.bytes, right.bytes).count { $0 == 1 && $1 == 1 }
            let either = zip(left.bytes, right.bytes).count { $0 == 1 || $1 == 1 }
            let expected = Overlap(intersection: both, union: either)
            #expect(RunLengths(left).overlap(with: RunLengths(right)) == expected)
            #expect(PackedMask(left).overlap(with: PackedMask(right)) == expected)
        }
    }

    @Test func setsAreThoseOfThePixels() {
        for (left, right) in Self.pairs {
            let (runs, otherRuns) = (RunLengths(left), RunLengths(right))
            let (bits, otherBits) = (PackedMask(left), PackedMask(right))
            let both = RunLengths(left.combined(with: right) { $0 & $1 })
            let either = RunLengths(left.combined(with: right) { $0 | $1 })
            let rest = RunLengths(left.combined(with: right) { $0 & ~$1 })
            #expect(runs.intersection(otherRuns) == both)
            #expect(runs.union(otherRuns) == either)
            #expect(RunLengths(bits.intersection(otherBits)) == both)
            #expect(RunLengths(bits.union(otherBits)) == either)
            #expect(RunLengths(bits.subtracting(otherBits)) == rest)
        }
    }

    @Test func oneMaskIsTheSameInEveryForm() {
        for (mask, _) in Self.pairs {
            let (runs, bits) = (RunLengths(mask), PackedMask(mask))
            #expect(runs.mask == mask)
            #expect(PackedMask(runs) == bits)
            #expect(RunLengths(bits) == runs)
            #expect(runs.counts == mask.countedRuns)
            #expect(runs.area == mask.area)
            #expect(bits.area == mask.area)
            #expect(runs.box == mask.box)
            for y in 0..<mask.height {
                for x in 0..<mask.width {
                    #expect(bits.isSet(x: x, y: y) == (mask.bytes[y * mask.width + x] == 1))
                }
            }
        }
    }

    @Test func emptyRunsInTheMiddleChangeNothing() throws {
        let odd = try RunLengths(width: 3, height: 2, counts: [0, 0, 1, 0, 0, 2, 0, 1, 2, 0])
        let plain = RunLengths(Mask(width: 3, height: 2, bytes: [0, 1, 0, 1, 1, 0]))
        #expect(odd.mask == plain.mask)
        #expect(odd.area == 3)
        #expect(odd.box == plain.box)
        #expect(odd.overlap(with: plain) == Overlap(intersection: 3, union: 3))
        #expect(plain.overlap(with: odd) == Overlap(intersection: 3, union: 3))
        #expect(odd.union(plain) == plain)
        #expect(odd.intersection(odd) == plain)
        #expect(PackedMask(odd) == PackedMask(plain))
    }
}

extension Mask {
    /// Runs found pixel by pixel.
    fileprivate var countedRuns: [Int] {
        var counts = [0]
        for x in 0..<width {
            for y in 0..<height {
                let isOdd = counts.count.isMultiple(of: 2)
                if (bytes[y * width + x] == 1) != isOdd { counts.append(0) }
                counts[counts.count - 1] += 1
            }
        }
        return counts
    }

    fileprivate func combined(with other: Mask, _ operation: (UInt8, UInt8) -> UInt8) -> Mask {
        Mask(width: width, height: height, bytes: zip(bytes, other.bytes).map(operation))
    }
}
