import Audio
import Datasets
import Foundation
import Segmenter

/// An evaluation on one machine: its videos, those that are finished already, and what remains.
package struct EvaluationRun {
    package let dataset: Dataset
    package let journal: EvaluationJournal
    package let folder: EvaluationFolder

    private let evaluator: VideoEvaluator
    /// Videos that this run is for, in order.
    let videos: [Video]

    /// Opens the journal, or begins one.
    ///
    /// - `output`: folder of the evaluation; a shard gets one of its own in it.
    /// - `program`: name and version, which the results depend on.
    /// - `synthesizer`: speaks the sentences; nil where they are read, or AVOS has their recordings.
    /// - `spoken`: folder of the synthesizer's recordings; nil for the evaluation's own.
    /// - `audioRoute`: how what is said reaches the model; nil for its own way.
    /// - `damage`: what is wrong with the dataset's lists and allowed, in sentences; nil where no damage
    ///   is allowed.
    /// - Throws: `EvaluationError`, `ComputeError`, `SegmenterError.noFeatureRoute`, and what is wrong with the
    ///   Whisper model that listens.
    package init(
        _ dataset: Dataset, truth: TruthReader, segmenter: Segmenter,
        following clipProtocol: SegmentationProtocol, shard: Shard?, output: String,
        program: String, synthesizer: SpeechSynthesizer? = nil, spoken: EvaluationFolder? = nil,
        audioRoute: AudioRoute? = nil, allowing damage: [String]? = nil
    ) throws {
        let whole = try EvaluationFolder(output)
        let folder = try shard.map { try EvaluationFolder(whole.place($0.folder)) } ?? whole
        let speaker = synthesizer.map(Speaker.init) ?? (dataset.benchmark.isSpoken ? .dataset : nil)
        let route = try speaker.map { _ in try segmenter.audioRoute(audioRoute) }
        let listener = try speaker.map { _ in try segmenter.listener() }
        let header = JournalHeader(
            dataset, model: segmenter.identity, following: clipProtocol, program: program,
            speaker: speaker, audioRoute: route, listener: listener, damage: damage ?? [],
            shard: shard)
        try folder.create()
        journal = try EvaluationJournal(folder: folder.path, header: header)
        try folder.removeUnfinished()
        (self.dataset, self.folder) = (dataset, folder)
        videos = header.share.map { dataset.videos[$0] }
        let recordings = header.speaker.map { _ in Recordings(synthesizer, in: spoken ?? folder) }
        evaluator = VideoEvaluator(
            segmenter, dataset.written, truth: truth,
            reader: SentenceReader(segmenter, recordings, by: route),
            machine: try Machine.current(), damage: Damage(isAllowed: damage != nil))
    }

    /// How far the run is.
    package struct Progress: Sendable, Equatable {
        /// Videos, those finished by earlier runs included.
        package let finished: Int
        package let total: Int
        /// Share of this run's work that is done, 0…1.
        package let share: Double
    }

    /// How far earlier runs came.
    package var progress: Progress {
        Progress(
            finished: videos.count { journal.finished.contains($0.id) }, total: videos.count,
            share: 0)
    }

    /// Videos that no run has finished, in order.
    var remaining: [Video] {
        let finished = journal.finished
        return videos.filter { !finished.contains($0.id) }
    }

    /// Evaluates one video.
    ///
    /// - `frames`: of the video.
    func evaluate(_ video: Video, showing frames: ClipFrames) throws {
        try journal.append(evaluator.record(of: video, showing: frames))
    }

    /// Evaluates what remains.
    ///
    /// - `report`: gets the state after every video.
    package func evaluate(_ report: (Progress) -> Void) throws {
        let remaining = self.remaining
        let work = remaining.reduce(0) { $0 + $1.cost }
        var done = 0
        for (index, video) in remaining.enumerated() {
            try evaluate(video, showing: ClipFrames(video))
            done += video.cost
            report(
                Progress(
                    finished: videos.count - remaining.count + index + 1, total: videos.count,
                    share: Double(done) / Double(max(work, 1))))
        }
    }
}
