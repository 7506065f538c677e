import GeneratedMasks
import Masks
import Metrics
import Randomness

/// Seeded random and degenerate data sets.
struct GeneratedData: Sendable {
    struct Candidate: Sendable {
        let mask: Mask
        let score: Double

        var scored: ScoredMask {
            get throws { try ScoredMask(mask: RunLengths(mask), score: score) }
        }
    }

    /// A sentence about a frame.
    struct Sample: Sendable {
        let truth: Mask
        let candidates: [Candidate]

        /// The first mask offered, or an empty one.
        var other: Mask {
            candidates.first?.mask ?? Mask(emptyWithWidth: truth.width, height: truth.height)
        }
    }

    struct Image: Sendable {
        let truths: [Mask]
        let candidates: [Candidate]
    }

    /// 500 of them.
    let samples: [Sample]
    /// Data sets of images with any number of truths.
    let detections: [[Image]]
    /// A measure for every frame of a video, one video of every length up to 60.
    let videos: [[Double]]
    /// Videos of several objects.
    let labelledVideos: [LabelledVideo]

    /// The samples as twenty data sets.
    var referring: [[Sample]] {
        stride(from: 0, to: samples.count, by: 25).map { Array(samples[$0..<($0 + 25)]) }
    }

    init(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        samples = (0..<500).map { .generated($0, using: &generator) }
        detections = (0..<40).map { dataset in
            (0..<6).map { _ in .generated(crowded: dataset == 7, using: &generator) }
        }
        videos = (1...60).map { frames in
            (0..<frames).map { _ in Double(Int.random(in: 0...20, using: &generator)) / 20 }
        }
        labelledVideos = (0..<60).map { _ in .generated(using: &generator) }
    }

    /// Sizes where words, columns, rows and the boundary's tolerance change.
    static let sizes = [
        (1, 1), (1, 17), (23, 1), (1, 64), (2, 2), (5, 63), (6, 64), (7, 65), (12, 9), (30, 20),
        (33, 47), (64, 48), (90, 110), (130, 3), (3, 200), (160, 129), (75, 100),
    ]

    fileprivate static func size(using generator: inout SplitMix64) -> (Int, Int) {
        sizes[Int.random(in: sizes.indices, using: &generator)]
    }
}

extension GeneratedData.Sample {
    /// None to five masks, many of them near the truth and with equal scores; the first samples have
    /// an IoU of exactly 0, 0.1 ... 1.
    static func generated(_ index: Int, using generator: inout SplitMix64) -> Self {
        if index <= 10 {
            let part = Mask.rectangle(10, 10, Box(x: 0, y: 0, width: 10, height: index))
            return Self(
                truth: .rectangle(10, 10, Box(x: 0, y: 0, width: 10, height: 10)),
                candidates: [GeneratedData.Candidate(mask: part, score: 0.5)])
        }
        let size = GeneratedData.size(using: &generator)
        let truth = Mask.anyKind(size.0, size.1, using: &generator)
        return Self(
            truth: truth,
            candidates: (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                .near(truth, using: &generator)
            })
    }
}

extension GeneratedData.Image {
    /// None to four truths and none to eight masks; where it is crowded, more than COCO counts.
    static func generated(crowded: Bool, using generator: inout SplitMix64) -> Self {
        let size = crowded ? (12, 9) : GeneratedData.size(using: &generator)
        let truths = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
            Mask.anyKind(size.0, size.1, using: &generator)
        }
        let count = crowded ? 130 : Int.random(in: 0...8, using: &generator)
        return Self(
            truths: truths,
            candidates: (0..<count).map { _ in
                let model = truths.randomElement(using: &generator)
                return .near(
                    model ?? Mask(emptyWithWidth: size.0, height: size.1), using: &generator)
            })
    }
}

extension GeneratedData.Candidate {
    /// The truth itself, moved, with noise, or something else; one of six scores.
    static func near(_ truth: Mask, using generator: inout SplitMix64) -> Self {
        let mask =
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: truth
            case 1, 2: truth.moved(using: &generator)
            case 3, 4: truth.withNoise(using: &generator)
            default: Mask.anyKind(truth.width, truth.height, using: &generator)
            }
        return Self(mask: mask, score: Double(Int.random(in: 0...5, using: &generator)) / 7)
    }
}

extension Mask {
    /// Empty, full, one pixel, a rectangle, a disk, or noise.
    static func anyKind(_ width: Int, _ height: Int, using generator: inout SplitMix64) -> Mask {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: return Mask(emptyWithWidth: width, height: height)
        case 1: return rectangle(width, height, Box(x: 0, y: 0, width: width, height: height))
        case 2:
            let x = Int.random(in: 0..<width, using: &generator)
            let y = Int.random(in: 0..<height, using: &generator)
            return rectangle(width, height, Box(x: x, y: y, width: 1, height: 1))
        case 3: return random(width, height, share: 0.5, using: &generator)
        case 4: return random(width, height, share: 0.02, using: &generator)
        case 5, 6: return disk(width, height, using: &generator)
        default: return randomRectangle(width, height, using: &generator)
        }
    }

    private static func disk(_ width: Int, _ height: Int, using generator: inout SplitMix64) -> Mask
    {
        let x = Int.random(in: 0..<width, using: &generator)
        let y = Int.random(in: 0..<height, using: &generator)
        let radius = Int.random(in: 1...max(1, max(width, height) / 3), using: &generator)
        return Mask(
            width: width, height: height,
            bytes: (0..<(width * height)).map { index in
                let (dx, dy) = (index % width - x, index / width - y)
                return dx * dx + dy * dy <= radius * radius ? 1 : 0
            })
    }

    /// By up to a few pixels, so that some of it may leave.
    fileprivate func moved(using generator: inout SplitMix64) -> Mask {
        let dx = Int.random(in: -3...3, using: &generator)
        let dy = Int.random(in: -3...3, using: &generator)
        return Mask(
            width: width, height: height,
            bytes: bytes.indices.map { index in
                let (x, y) = (index % width + dx, index / width + dy)
                return (0..<width).contains(x) && (0..<height).contains(y)
                    ? bytes[y * width + x] : 0
            })
    }

    /// With every twentieth pixel or so turned.
    fileprivate func withNoise(using generator: inout SplitMix64) -> Mask {
        Mask(
            width: width, height: height,
            bytes: bytes.map { Int.random(in: 0..<20, using: &generator) == 0 ? 1 - $0 : $0 })
    }
}
