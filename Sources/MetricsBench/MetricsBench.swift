import Foundation
import Masks
import Metrics

/// Scores the masks of a JSON file and prints the scores, and how long each kind of them took on one
/// thread, as JSON. Tests/Reference/bench_metrics.py writes the file and times Python beside it.
@main
struct MetricsBench {
    /// Masks as COCO's compressed strings, all of one size.
    private struct Input: Decodable {
        let width: Int
        let height: Int
        let truths: [String]
        let masks: [String]
        let scores: [Double]

        func runs(_ text: String) throws -> RunLengths {
            try RunLengths(width: width, height: height, compressed: text)
        }
    }

    private struct Output: Encodable {
        var seconds: [String: Double] = [:]
        var scores: [String: [Double]] = [:]

        mutating func time(_ name: String, _ measure: () throws -> [Double]) throws {
            let start = clock()
            scores[name] = try measure()
            seconds[name] = Double(clock() - start) / Double(CLOCKS_PER_SEC)
        }
    }

    static func main() throws {
        guard CommandLine.arguments.count == 2 else {
            FileHandle.standardError.write(Data("usage: MetricsBench masks.json\n".utf8))
            exit(2)
        }
        let file = URL(fileURLWithPath: CommandLine.arguments[1])
        let input = try JSONDecoder().decode(Input.self, from: Data(contentsOf: file))
        var output = Output()
        // Every kind begins with the strings, as the Python functions do.
        try output.time("IoU, P@K") {
            let overlaps = try zip(input.truths, input.masks).map {
                try input.runs($0).overlap(with: input.runs($1))
            }
            let scores = RegionScores(overlaps)
            return [scores.overallIoU, scores.meanIoU] + scores.precision
        }
        try output.time("mAP") {
            let images = try input.masks.indices.map { index in
                try DetectionMatches(
                    truths: [input.runs(input.truths[index])],
                    detections: [
                        ScoredMask(mask: input.runs(input.masks[index]), score: input.scores[index])
                    ])
            }
            return DetectionRanking(images).averagePrecision()?.perThreshold ?? []
        }
        try output.time("F") {
            let measures = try zip(input.truths, input.masks).map {
                try BoundaryMeasure(
                    prediction: PackedMask(input.runs($1)), truth: PackedMask(input.runs($0))
                ).f
            }
            return [measures.reduce(0, +) / Double(measures.count)]
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        print(String(decoding: try encoder.encode(output), as: UTF8.self))
    }
}
