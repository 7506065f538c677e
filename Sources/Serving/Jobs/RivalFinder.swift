import Foundation
import Parsing
import Media
import Segmenter

/// Finds what else than its mask a query of a job may mean in one frame. One question is answered at a time, also
/// while a job runs; answers lie in the job's folder.
package final class RivalFinder: Sendable {
    private let segmenter: Segmenter
    private let turn = NSLock()

    /// Overlap from which two masks are taken for one thing.
    private static let same = 0.5
    private static let most = 4
    /// Confidence, and share of the frame, below which a candidate is none.
    private static let least = (score: 0.005, area: 0.001)

    package init(_ segmenter: Segmenter) { self.segmenter = segmenter }

    /// - `query`, `frame`: of those that the job has told.
    /// - Throws: `Refusal` for a model that has none, and an error whose description says in one sentence what
    ///   is wrong.
    package func callAsFunction(_ job: Job, query: Int, frame: Int) throws -> Rivals {
        try turn.withLock {
            let path = job.folder.rivals(query, frame)
            if let known = FileManager.default.contents(atPath: path) {
                return try JSONDecoder().decode(Rivals.self, from: known)
            }
            let search = Later { [self] in
                Result { try find(job, query: query, frame: frame) }
            }
            let found = try search.value.get()
            let rivals = Rivals(
                rivals: found.map {
                    Rivals.Rival(
                        score: $0.score.fourDecimals, area: $0.mask.area)
                })
            do {
                for (rival, candidate) in found.enumerated() {
                    try candidate.mask.writePNG(to: job.folder.rival(rival, query, frame))
                }
                try JSONEncoder.oneLine.encode(rivals).write(to: URL(fileURLWithPath: path))
            } catch {
                throw JobFolder.unwritable()
            }
            return rivals
        }
    }

    private func find(_ job: Job, query: Int, frame: Int) throws -> [Candidate] {
        let status = job.status
        let text = status.queries[query].text
        guard !text.isEmpty else { return [] }
        let (frames, place) = Neighbourhood.around(
            frame, of: status.frames, length: segmenter.neighbourhood)
        let images = try frames.map { try RGBImage(path: job.folder.frame($0)) }
        let found = try candidates(in: images, place: place, for: text)
        var others: [Candidate] = []
        var taken = [PackedMask(try job.folder.found(query, frame))]
        for candidate in found where Self.isSomething(candidate) {
            let mask = PackedMask(candidate.mask)
            let isNew = taken.allSatisfy {
                let overlap = mask.overlap(with: $0)
                return Double(overlap.intersection) < Self.same * Double(overlap.union)
            }
            guard isNew, others.count < Self.most else { continue }
            others.append(candidate)
            taken.append(mask)
        }
        return others
    }

    private static func isSomething(_ candidate: Candidate) -> Bool {
        let mask = candidate.mask
        return candidate.score >= least.score
            && Double(mask.area) >= max(1, least.area * Double(mask.width * mask.height))
    }

    /// The likeliest first.
    private func candidates(
        in images: [RGBImage], place: Int, for text: String
    ) throws -> [Candidate] {
        do {
            return try segmenter.candidates(
                in: images, place: place, segmenter.prepare([text]))[0]
                .sorted { $0.score > $1.score }
        } catch SegmenterError.noProtocol {
            throw Refusal(
                .notImplemented,
                "\(segmenter.identity.name) follows things through a film; it has no rivals in one frame"
            )
        }
    }
}
