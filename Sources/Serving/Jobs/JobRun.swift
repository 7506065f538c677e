import Foundation
import Segmenter

/// What is done for a job: one model segments one clip; masks, pictures and `result.json` go into the job's
/// folder, and every frame is told as soon as it is found.
package struct JobRun: Sendable {
    private let segmenter: Segmenter
    private let program: String
    private let limits: ServerLimits

    /// - `program`: name and version, for `result.json`.
    package init(_ segmenter: Segmenter, by program: String, _ limits: ServerLimits) {
        (self.segmenter, self.program, self.limits) = (segmenter, program, limits)
    }

    /// - Throws: an error whose description says in one sentence what is wrong; `Job.Cancelled`.
    package func callAsFunction(_ job: Job) throws {
        do {
            try segment(job)
        } catch let error as Job.Cancelled {
            throw error
        } catch {
            throw UploadProblem(description: named("\(error)", job))
        }
    }

    private func segment(_ job: Job) throws {
        let order = job.order
        for upload in order.inputs { try UploadKind.checkPicture(upload) }
        for upload in order.audio { try UploadKind.checkSound(upload) }
        let source = try source(order)
        try source.checkHeaders()
        job.update {
            $0.expectedFrames = source.expectedCount
            ($0.width, $0.height) = source.size
        }
        let typed = try segmenter.prepare(order.queries)
        let heard = try order.audio.enumerated().map { index, recording in
            try job.checkWanted()
            return try hear(recording, query: typed.count + index, job)
        }
        let settings = SegmentationReport.Settings(
            threshold: order.threshold ?? segmenter.threshold,
            presenceThreshold: segmenter.presenceThreshold, threads: segmenter.threads)
        let queries = typed + heard
        for query in queries.indices {
            guard mkdir(job.folder.masks(query), 0o700) == 0 else { throw JobFolder.unwritable() }
        }
        let result = try ResultFile(
            job.folder.result + ".part", by: program,
            input: SegmentationReport.Input(
                source, named: job.status.input, taking: order.selection), settings: settings)
        let overlay = try OverlayFilm(of: source, in: job)
        let earlyEnd = EarlyEnd()
        let frames = try WantedFrames(source.frames(earlyEnd), of: job, limit: limits.frames)
        let outcome = try segmenter.segment(frames, queries, threshold: settings.threshold) {
            try job.checkWanted()
            try write($0, job)
            try overlay?.append($0)
            try result.append(SegmentationReport.Frame($0))
            job.add(JobFrame($0))
        }
        try job.checkWanted()
        let loss = try overlay?.finish().map { named("\($0); overlay.mp4 is left without it", job) }
        let shortfall = earlyEnd.error.map { named("\($0)", job) }
        try result.finish(
            queries: outcome.queries, model: segmenter.identity, timings: outcome.timings,
            shortfall: shortfall)
        guard rename(job.folder.result + ".part", job.folder.result) == 0 else {
            throw JobFolder.unwritable()
        }
        job.update { status in
            status.hasOverlay = overlay != nil
            if let warning = shortfall ?? loss { status.warning = warning }
            for (index, query) in outcome.queries.enumerated() {
                status.queries[index].text = query.text
                status.queries[index].matched = query.matched
                status.queries[index].presence = query.presence
                status.queries[index].framesWithObject = query.framesWithObject
            }
        }
    }

    private func source(_ order: JobOrder) throws -> FrameSource {
        let whole =
            order.inputs.count == 1
            ? try FrameSource(path: order.inputs[0].path)
            : FrameSource.folder(
                try FrameFolder(path: order.inputs[0].path, files: order.inputs.map(\.path)))
        if case .folder = whole, order.selection.needsTimes {
            throw UploadProblem(
                description:
                    "\(order.inputs[0].name): frames without times; expected a film, so leave "
                    + "start, end and fps out, or take one frame of so many with every")
        }
        return try whole.selecting(order.selection)
    }

    /// A spoken query; one in which nothing is said matches nothing, which is told.
    private func hear(_ recording: Upload, query: Int, _ job: Job) throws -> PreparedQuery {
        do {
            let heard = try segmenter.prepare(spoken: recording.path, named: recording.name)
            job.update {
                $0.queries[query].text = heard.text
                if let shortfall = heard.spoken?.shortfall { $0.warning = shortfall }
            }
            return heard
        } catch let error as SpeechError {
            job.update { $0.warning = named("\(error)", job) }
            return segmenter.prepare(unheard: recording.name)
        }
    }

    private func write(_ frame: FrameResult, _ job: Job) throws {
        for (query, object) in frame.objects.enumerated() {
            try object.mask.writePNG(to: job.folder.mask(query, frame.index))
        }
        try frame.image.writeJPEG(to: job.folder.frame(frame.index))
    }

    /// A sentence that speaks of files by the client's names, where it speaks of the server's.
    private func named(_ sentence: String, _ job: Job) -> String {
        (job.order.inputs + job.order.audio)
            .reduce(sentence) { $0.replacingOccurrences(of: $1.path, with: $1.name) }
            .replacingOccurrences(of: job.folder.path, with: "the server's folder")
    }
}
