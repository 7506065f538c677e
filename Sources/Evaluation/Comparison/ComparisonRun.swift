import Audio
import Datasets
import Foundation
import Segmenter

/// An evaluation of several models in one pass over the videos: the frames of each are decoded once, and
/// every model is run on them. Each model keeps a journal of its own, the same as that of an evaluation of
/// it alone.
package struct ComparisonRun {
    package let folder: ComparisonFolder
    /// One a model, in the order given.
    package let runs: [(label: String, run: EvaluationRun)]

    /// Opens the models' journals, or begins them.
    ///
    /// - `models`: at least two, with different labels.
    /// - `output`: folder of the comparison; a shard gets one in each model's folder.
    /// - Others as of `EvaluationRun`.
    /// - Throws: `EvaluationError`, `ComputeError`, `SegmenterError.noFeatureRoute`, and what is wrong with
    ///   the Whisper model that listens.
    package init(
        _ dataset: Dataset, truth: TruthReader, models: [ComparedModel], shard: Shard?,
        output: String, program: String, synthesizer: SpeechSynthesizer? = nil,
        audioRoute: AudioRoute? = nil, allowing damage: [String]? = nil
    ) throws {
        folder = try ComparisonFolder(output)
        // What each would refuse is told before any of them begins a journal.
        for model in models where synthesizer != nil || dataset.benchmark.isSpoken {
            _ = try model.segmenter.audioRoute(audioRoute)
        }
        try folder.write(models.map(\.label))
        var runs: [(String, EvaluationRun)] = []
        for model in models {
            let run = try EvaluationRun(
                dataset, truth: truth, segmenter: model.segmenter, following: model.clipProtocol,
                shard: shard, output: folder.place(of: model.label), program: program,
                synthesizer: synthesizer, spoken: folder.folder, audioRoute: audioRoute,
                allowing: damage)
            runs.append((model.label, run))
        }
        self.runs = runs
        // Other machines may be writing here.
        if shard == nil { try folder.folder.removeUnfinished() }
    }

    /// How far earlier runs came: videos that every model has finished.
    package var progress: EvaluationRun.Progress {
        let total = runs[0].run.progress.total
        return EvaluationRun.Progress(
            finished: total - Set(remaining.map(\.video.id)).count, total: total, share: 0)
    }

    /// Videos that some model has not finished, in order, each with those models.
    private var remaining: [(video: Video, runs: [EvaluationRun])] {
        var waiting: [String: [EvaluationRun]] = [:]
        for (_, run) in runs {
            for video in run.remaining { waiting[video.id, default: []].append(run) }
        }
        return runs[0].run.videos.compactMap { video in waiting[video.id].map { (video, $0) } }
    }

    /// Evaluates what remains.
    ///
    /// - `report`: gets the state after every video.
    /// - `decoded`: gets the number of frames that were decoded of a video, after it.
    package func evaluate(
        decoded: (Int) -> Void = { _ in }, _ report: (EvaluationRun.Progress) -> Void
    ) throws {
        let remaining = self.remaining
        let work = remaining.reduce(0) { $0 + $1.video.cost * $1.runs.count }
        let total = runs[0].run.progress.total
        var done = 0
        for (index, (video, runs)) in remaining.enumerated() {
            let frames = ClipFrames(video, keptIn: FrameSpool(in: folder.folder))
            for run in runs { try run.evaluate(video, showing: frames) }
            decoded(frames.decodedCount)
            done += video.cost * runs.count
            report(
                EvaluationRun.Progress(
                    finished: total - remaining.count + index + 1, total: total,
                    share: Double(done) / Double(max(work, 1))))
        }
    }
}
