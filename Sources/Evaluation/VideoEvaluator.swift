import Datasets
import Decisions
import Foundation
import Masks
import Media
import Segmenter

/// Runs the model on one video, for all its sentences at once.
package struct VideoEvaluator {
    private let segmenter: Segmenter
    private let benchmark: Benchmark
    private let truth: TruthReader
    private let reader: SentenceReader
    private let machine: Machine
    private let damage: Damage

    /// - `benchmark`: whose protocol is followed.
    /// - `damage`: gets what is wrong with a video's files.
    /// - `machine`: what records tell about where they were made.
    init(
        _ segmenter: Segmenter, _ benchmark: Benchmark, truth: TruthReader, reader: SentenceReader,
        machine: Machine, damage: Damage
    ) {
        (self.segmenter, self.benchmark) = (segmenter, benchmark)
        (self.truth, self.reader, self.machine) = (truth, reader, machine)
        self.damage = damage
    }

    /// Decodes the video once and finds every sentence in it.
    ///
    /// - `frames`: of the video, where several models are shown them; nil for this one alone.
    /// - Throws: `MediaError`, `DatasetError`, `MaskError`, `AudioError`, `EvaluationError`, and what the
    ///   model throws.
    func record(of video: Video, showing frames: ClipFrames? = nil) throws -> VideoRecord {
        let frames = frames ?? ClipFrames(video)
        let questions = try reader.questions(video)
        for shortfall in questions.compactMap(\.query.spoken?.shortfall) {
            try damage.note(shortfall)
        }
        let queries = questions.map(\.query)
        let targets =
            benchmark.scoring.judgesAnnotatedFrames
            ? try annotatedTargets(video, frames, queries)
            : try videoTargets(video, frames, queries)
        return VideoRecord(
            video: video.id, machine: machine,
            sentences: video.sentences.indices.map { index in
                let sentence = video.sentences[index]
                return SentenceRecord(
                    id: sentence.id, text: sentence.text, object: sentence.object,
                    annotator: sentence.annotator, speech: questions[index].speech,
                    targets: targets[index])
            },
            labelledFrames: video.labelImages.isEmpty
                ? nil : try ObjectLabels(video, truth).frames(sizes: targets.first),
            damage: damage.taken())
    }

    /// Targets of every sentence, each frame judged among its neighbours (A2D- and J-HMDB-Sentences).
    ///
    /// A frame beyond the video's end is judged at its last one, as the published loaders have it.
    private func annotatedTargets(
        _ video: Video, _ clip: ClipFrames, _ queries: [PreparedQuery]
    ) throws -> [[TargetRecord]] {
        let places = Places(video)
        let frames = places.byFrame.keys.sorted()
        var truths = Truths(truth, video, damage)
        var records = places.records
        let walk = NeighbourhoodWalk(length: segmenter.neighbourhood, try clip.lateImages())
        while let step = try walk.next() {
            for frame in frames where frame == step.index || step.isLast && frame > step.index {
                let wanted = places.byFrame[frame] ?? []
                let images = try step.neighbours.map { try $0() }
                let found = try segmenter.candidates(
                    in: images, place: step.place, wanted.map { queries[$0.sentence] })
                let image = images[step.place]
                for (place, candidates) in zip(wanted, found) {
                    let offered = candidates.map { ($0.score, $0.mask) }
                    records[place.sentence][place.target] = try record(
                        video, place, image, name: nil, &truths,
                        offered.isEmpty ? [Self.nothing(in: image)] : offered)
                }
            }
        }
        if let error = clip.earlyEnd.error { try damage.note("\(error)") }
        return try places.complete(records, video)
    }

    /// Targets of every sentence, from one pass over the video.
    private func videoTargets(
        _ video: Video, _ clip: ClipFrames, _ queries: [PreparedQuery]
    ) throws -> [[TargetRecord]] {
        let places = Places(video)
        var truths = Truths(truth, video, damage)
        var records = places.records
        try segmenter.segment(
            try clip.reader(), queries, contests: contests(video.sentences)
        ) { frame in
            for place in places.byFrame[frame.index] ?? [] {
                let object = frame.objects[place.sentence]
                records[place.sentence][place.target] = try record(
                    video, place, frame.image, name: frame.name, &truths,
                    [(object.score, object.mask)])
            }
        }
        if let error = clip.earlyEnd.error { try damage.note("\(error)") }
        return try places.complete(records, video)
    }

    /// Sentences of one annotator share the pixels of a frame among them; those of another are asked
    /// for themselves.
    private func contests(_ sentences: [Sentence]) -> [Int] { sentences.map { $0.annotator ?? 0 } }

    /// What is offered for a sentence of which nothing was understood.
    private static func nothing(in image: RGBImage) -> (score: Double, mask: Mask) {
        (0, Mask(emptyWithWidth: image.width, height: image.height))
    }

    private func record(
        _ video: Video, _ place: Places.Place, _ image: RGBImage, name: String?,
        _ truths: inout Truths, _ offered: [(score: Double, mask: Mask)]
    ) throws -> TargetRecord {
        let sentence = video.sentences[place.sentence]
        guard offered.allSatisfy({ $0.score.isFinite }) else {
            throw EvaluationError.badScore(video: video.id, sentence: sentence.id)
        }
        let target = sentence.targets[place.target]
        return TargetRecord(
            frame: target.frame, name: name ?? video.frames.name(of: target.frame),
            image: target.imageID, width: image.width, height: image.height,
            truth: try target.truth.map { try truths.runs($0, of: image) },
            candidates: offered.map {
                CandidateRecord(score: $0.score, mask: RunLengths($0.mask).compressed)
            })
    }
}

/// Where in a video's sentences each frame is scored.
private struct Places {
    struct Place {
        let sentence: Int
        let target: Int
    }

    private(set) var byFrame: [Int: [Place]] = [:]
    /// Room for a record of every target.
    let records: [[TargetRecord?]]

    init(_ video: Video) {
        records = video.sentences.map { $0.targets.map { _ in nil } }
        for (sentence, asked) in video.sentences.enumerated() {
            for (index, target) in asked.targets.enumerated() {
                byFrame[target.frame, default: []].append(Place(sentence: sentence, target: index))
            }
        }
    }

    /// The records, once every frame has come.
    ///
    /// - Throws: `DatasetError.frameBeyond` for a frame that the video does not have.
    func complete(_ records: [[TargetRecord?]], _ video: Video) throws -> [[TargetRecord]] {
        try zip(records, video.sentences).map { records, sentence in
            try zip(records, sentence.targets).map { record, target in
                guard let record else {
                    throw DatasetError.frameBeyond(
                        path: target.imageID, frame: target.frame + 1, video: video.id,
                        frames: video.frames.count ?? 0)
                }
                return record
            }
        }
    }
}

/// True masks of one video; sentences about one object share theirs.
private struct Truths {
    private let reader: TruthReader
    private let video: Video
    private let damage: Damage
    private var known: [Truth: RunLengths] = [:]

    init(_ reader: TruthReader, _ video: Video, _ damage: Damage) {
        (self.reader, self.video, self.damage) = (reader, video, damage)
    }

    /// - Throws: `DatasetError.sizesDiffer` where the mask is not of the frame's size.
    mutating func runs(_ truth: Truth, of image: RGBImage) throws -> String {
        let runs = try known[truth] ?? read(truth)
        known[truth] = runs
        guard runs.width == image.width, runs.height == image.height else {
            throw DatasetError.sizesDiffer(
                mask: truth.place, maskSize: "\(runs.width)x\(runs.height)", video: video.id,
                videoSize: "\(image.width)x\(image.height)")
        }
        return runs.compressed
    }

    private func read(_ truth: Truth) throws -> RunLengths {
        if let soft = try reader.softness(of: truth) { try damage.note("\(soft)") }
        return RunLengths(try reader.mask(truth))
    }
}

extension Truth {
    /// The file, for messages.
    fileprivate var place: String {
        switch self {
        case .hdf5(let path, _), .matlab(let path, _), .label(let path, _), .foreground(let path),
            .nothing(let path):
            path
        case .runs: "run lengths of the list"
        }
    }
}

extension VideoFrames {
    /// The name of a frame: its file's without extension, or its number from 00001 on.
    func name(of frame: Int) -> String {
        if case .images(let paths) = self, paths.indices.contains(frame) {
            return ((paths[frame] as NSString).lastPathComponent as NSString).deletingPathExtension
        }
        let digits = String(frame + 1)
        return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
}
