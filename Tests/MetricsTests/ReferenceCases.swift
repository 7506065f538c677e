import Masks

/// What Tests/Reference/metrics_reference.py reads.
struct ReferenceCases: Encodable {
    struct PixelMask: Encodable {
        let size: [Int]
        let pixels: String

        init(_ mask: Mask) {
            size = [mask.height, mask.width]
            pixels = String(decoding: mask.bytes.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
        }
    }

    struct Pair: Encodable {
        let truth: PixelMask
        let other: PixelMask
    }

    struct Candidate: Encodable {
        let mask: PixelMask
        let score: Double
    }

    struct Sample: Encodable {
        let truth: PixelMask
        let candidates: [Candidate]
    }

    struct Image: Encodable {
        let truths: [PixelMask]
        let candidates: [Candidate]
    }

    struct Matching: Encodable {
        let size: [Int]
        let truth: [[UInt8]]
        let predicted: [[UInt8]]
    }

    let pairs: [Pair]
    let referring: [[Sample]]
    let detections: [[Image]]
    let videos: [[Double]]
    let matchings: [Matching]

    init(_ data: GeneratedData) {
        pairs = data.samples.map {
            Pair(truth: PixelMask($0.truth), other: PixelMask($0.other))
        }
        referring = data.referring.map { samples in
            samples.map {
                Sample(truth: PixelMask($0.truth), candidates: $0.candidates.map(Self.candidate))
            }
        }
        detections = data.detections.map { images in
            images.map {
                Image(
                    truths: $0.truths.map(PixelMask.init),
                    candidates: $0.candidates.map(Self.candidate))
            }
        }
        videos = data.videos
        matchings = data.labelledVideos.map {
            Matching(size: [$0.height, $0.width], truth: $0.truth, predicted: $0.predicted)
        }
    }

    private static func candidate(_ candidate: GeneratedData.Candidate) -> Candidate {
        Candidate(mask: PixelMask(candidate.mask), score: candidate.score)
    }
}

/// What the script answers.
struct ReferenceAnswers: Decodable {
    struct Pair: Decodable {
        let truth: String
        let other: String
        let union: String
        let shared: String
        let areas: [Int]
        let box: [Int]
        let intersectionArea: Int
        let unionArea: Int
        let cocoIoU: Double
        let smoothedIoU: Double
        let j: Double
        let f: Double
    }

    struct Region: Decodable {
        let overallIoU: Double
        let meanIoU: Double
        let precision: [Double]
    }

    struct Referring: Decodable {
        let smoothed: Region
        let plain: Region
        let averagePrecision: [Double]
        let topOne: [Double]
    }

    struct Video: Decodable {
        let mean: Double
        let recall: Double
        let decay: Double
    }

    struct MatchedObject: Decodable {
        let j: Video
        let f: Video
    }

    let pairs: [Pair]
    let referring: [Referring]
    let detections: [[Double]?]
    let videos: [Video]
    let matchings: [[MatchedObject]]
}
