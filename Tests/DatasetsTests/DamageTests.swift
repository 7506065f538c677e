import Audio
import Foundation
import Masks
import Media
import Randomness
import ReferencePython
import Testing

@testable import Datasets

/// Sixty damages of every miniature, drawn by number: whatever changes figures is found by a check, which
/// names the file or what speaks against it.
@Suite(
    .enabled(if: ReferencePython.isReady, "\(ReferencePython.hint)"),
    .enabled(if: VideoMaker.isReady, VideoMaker.hint))
struct DamageTests {
    private static let seeds: Range<UInt64> = 0..<60

    @Test(arguments: [
        ("a2d", Benchmark.a2dSentences, "test"), ("jhmdb", .jhmdbSentences, "test"),
        ("ytvos", .refYouTubeVOS, "train"), ("davis", .refDAVIS17, "valid"),
        ("mevis", .mevis, "valid_u"), ("clips", .clips, "all"),
        ("avos", .avos, "ref-youtube-vos"),
    ])
    func nothingThatChangesFiguresIsMissed(
        _ maker: String, _ benchmark: Benchmark, _ subset: String
    ) throws {
        var published: PublishedCounts?
        var figures: FigureSources?
        try Miniature.with(maker, Anything.self) { made in
            let dataset = try Dataset(benchmark, root: made.root, subset: subset)
            published = PublishedCounts(dataset)
            figures = try FigureSources(dataset, root: made.root)
        }
        let (sound, counts) = (try #require(figures), try #require(published))
        var changed = 0
        for seed in Self.seeds {
            try Miniature.with(maker, Anything.self) { made in
                let damage = try Damage(seed: seed, root: made.root)
                let after = try? FigureSources(
                    Dataset(
                        benchmark, root: made.root, subset: subset, problems: Problems { _ in }),
                    root: made.root)
                guard after != sound else { return }
                changed += 1
                let summary = try DatasetCheck.run(
                    benchmark, root: made.root, subset: subset, published: counts,
                    decodesVideos: true)
                let told = summary.problems.map(\.description).joined(separator: "\n")
                    .replacingOccurrences(of: made.root, with: "ROOT")
                #expect(
                    !summary.isUsable && summary.problems.contains { "\($0)".contains(made.root) },
                    "\(maker) \(seed): \(damage) is not found: \(told)")
            }
        }
        #expect(changed > 10, "too few damages that change a figure to say anything")
    }
}
