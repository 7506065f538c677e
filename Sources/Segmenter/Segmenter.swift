import Decisions
import Files
import Foundation
import Language
import Logging
import Media
import ReferFormer
import Tensors

/// Finds in a clip what sentences refer to.
///
///     let segmenter = try Segmenter()
///     let queries = try segmenter.prepare(["the blue car"])
///     let clip = try FrameSource(path: "frames")
///     let outcome = try segmenter.segment(clip, queries) { frame in
///         print(frame.name, frame.objects[0].mask.area)
///     }
///
/// The model is ReferFormer (Wu et al., CVPR 2022, arXiv:2201.00487) in a small variant. Frames
/// stream: a long clip needs no more memory than a short one.
public final class Segmenter: Sendable {
    /// Number of threads that compute.
    public var threads: Int { resources.threads }
    /// The model's own threshold: a pixel belongs to the object above this probability.
    public var threshold: Double { network.thresholds.mask }
    /// A query matches where its presence reaches this, 0…1.
    public var presenceThreshold: Double { network.thresholds.presence }
    /// Name and fingerprint of the weights.
    public var identity: ModelIdentity {
        ModelIdentity(
            name: network.name, sha256: fingerprint.value, precision: network.compute.precision)
    }

    /// Name and fingerprint of the Whisper model that hears spoken queries, which is loaded for it.
    ///
    /// - Throws: an error whose description says in one sentence what is wrong with the model.
    public func listener() throws -> ModelIdentity { try ear.identity() }

    /// Frames among which `candidates` judges one, the model's own.
    public var neighbourhood: Int { network.neighbourhood }

    private let network: any Network
    private let resources: PassResources
    private let ear: Ear
    private let fingerprint: Later<String>
    private let logger: Logger
    private let loadSeconds: Double

    /// Loads a model.
    ///
    /// - `model`: a weights file of this project, or a published checkpoint (`.pth`, or imported from
    ///   one) of any family that runs; nil for the model that comes with the package.
    /// - `tokenizer`: folder with the vocabulary of a published checkpoint; nil where it lies beside
    ///   the weights or inside them.
    /// - `clipProtocol`: how a published checkpoint treats a clip.
    /// - `audioModel`: a Whisper model that hears spoken queries, a folder or a file; nil for the one
    ///   that comes with the package.
    /// - `allowingExtra`: whether the file may hold tensors that the model does not have; the logger is told.
    /// - `precision`: what the weights are kept in.
    /// - `threads`: nil for the cores of the machine. Results do not depend on it.
    /// - `memory`: bytes that a run may take; windows of a clip become shorter where it needs more, and a clip
    ///   that needs more even so is refused. Nil for no limit.
    /// - `fast`: whether the model in the package is asked about some frames alone, the fewer the less moves,
    ///   and their masks are carried over to those between.
    /// - `cache`: where what a published checkpoint sees of frames is kept for later questions; nil for nowhere.
    /// - `logger`: receives warnings, for example about words that the model does not know.
    /// - Throws: an error whose description says in one sentence what is wrong with the weights file.
    public convenience init(
        model: URL? = nil, tokenizer: URL? = nil,
        following clipProtocol: SegmentationProtocol = .windows, audioModel: URL? = nil,
        allowingExtra: Bool = false, precision: Precision = .fp32, threads: Int? = nil,
        memory: Int? = nil, fast: Bool = false, cache: FeatureCache? = nil,
        logger: Logger = Logger(label: "RefSeg")
    ) throws {
        let start = Stopwatch()
        let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        let tell = { (names: [String]) in
            let shown = names.prefix(6).joined(separator: ", ")
            let rest = names.count > 6 ? ", and \(names.count - 6) more" : ""
            logger.warning(
                """
                \(model?.relativePath ?? "the model"): left out \(names.count) tensors that the model \
                does not have: \(shown)\(rest)
                """)
        }
        let network = try NetworkLoader.load(
            weights: model, tokenizer: tokenizer, following: clipProtocol, precision: precision,
            threads: threads, leavingOut: allowingExtra ? tell : nil)
        guard !fast || network is FrameNetwork else {
            throw SegmenterError.notFast(path: network.weights.relativePath)
        }
        let fingerprint = Self.fingerprint(of: network)
        self.init(
            try cache.map { try network.caching(in: $0, fingerprint, logger) } ?? network,
            audioModel: audioModel,
            within: PassResources(threads: threads, memory: memory, isFast: fast),
            logger: logger,
            loadSeconds: start.seconds, fingerprint: fingerprint)
    }

    private static func fingerprint(of network: any Network) -> Later<String> {
        let weights = network.weights
        return Later { Fingerprint.sha256(of: weights) ?? "unreadable" }
    }

    init(
        _ network: any Network, audioModel: URL? = nil, within resources: PassResources,
        logger: Logger, loadSeconds: Double, fingerprint: Later<String>? = nil
    ) {
        (self.network, self.resources) = (network, resources)
        (self.logger, self.loadSeconds) = (logger, loadSeconds)
        ear = Ear(model: audioModel, on: network.compute)
        self.fingerprint = fingerprint ?? Self.fingerprint(of: network)
    }

    /// Reads queries once, for any number of clips.
    ///
    /// - Throws: `QueryError` for an empty or too long query or one with control characters.
    public func prepare(_ texts: [String]) throws -> [PreparedQuery] {
        try texts.map { typed in
            let query = try QueryText(typed, preparation: network.preparation)
            let (encoded, isForeign) = try network.encode(query)
            if isForeign {
                logger.warning(
                    """
                    query "\(query.text)": most of it is unknown to the model, which reads English; \
                    describe the object in English for a useful result
                    """)
            }
            return PreparedQuery(text: query.text, encoded: encoded)
        }
    }

    /// Listens to a spoken query.
    ///
    /// - `path`: a sound file, or a video with a sound track; at most 30 seconds of speech.
    /// - `route`: nil for features where the model understands them, and for the transcript elsewhere.
    /// - Throws: `SpeechError` where nothing was said, `AudioError` for a file that cannot be heard,
    ///   `SegmenterError.noFeatureRoute`.
    public func prepare(spoken path: String, by route: AudioRoute? = nil) throws -> PreparedQuery {
        try prepare(spoken: path, named: path, by: route)
    }

    /// As above, of a recording that the user knows by another name than its path.
    package func prepare(
        spoken path: String, named name: String, by route: AudioRoute? = nil
    ) throws -> PreparedQuery {
        let route = try audioRoute(route)
        let heard = try ear.transcribe(path)
        let name = name.legiblePath
        if let shortfall = heard.shortfall(of: name) { logger.warning("\(shortfall)") }
        if let language = heard.foreignLanguage {
            logger.warning(
                """
                \(name): spoken in another language (\(language)), as it seems; the model reads \
                English, so describe the object in English for a useful result
                """)
        }
        return try prepare(
            heard: heard.texts, as: SpokenQuery(heard, in: name, by: route))
    }

    /// A spoken query as it was heard.
    ///
    /// - `texts`: what may have been said, the likeliest first; never empty.
    func prepare(heard texts: [HeardText], as spoken: SpokenQuery) throws -> PreparedQuery {
        let typed = try prepare([texts[0].text])[0]
        return PreparedQuery(
            text: typed.text,
            encoded: spoken.route == .features ? try network.encode(heard: texts) : typed.encoded,
            spoken: spoken, heard: texts)
    }

    /// The route that spoken queries take.
    ///
    /// - `asked`: nil for features where the model understands them, and for the transcript elsewhere.
    /// - Throws: `SegmenterError.noFeatureRoute`.
    public func audioRoute(_ asked: AudioRoute?) throws -> AudioRoute {
        guard let asked else { return network.audioRoute }
        guard asked != .features || network.audioRoute == .features else {
            throw SegmenterError.noFeatureRoute(path: network.weights.relativePath)
        }
        return asked
    }

    /// A query that names nothing, for a recording in which nothing is said: its masks are empty.
    public func prepare(unheard path: String) -> PreparedQuery {
        PreparedQuery(
            text: "", encoded: nil,
            spoken: SpokenQuery(file: path.legiblePath, transcript: "", confidence: 0, route: nil))
    }

    /// Segments a clip. What a spoken query may have been is judged by the clip's first frames too.
    ///
    /// - `threshold`: probability above which a pixel belongs to the object; nil for the model's own.
    /// - `contests`: for every query, its contest: under Ref-DAVIS17's protocol, queries of one contest
    ///   share the pixels of a frame among them. One contest for all where nothing is given.
    /// - `body`: receives every frame, in order, on the caller's thread, as soon as its window of at
    ///   most 36 frames is decided.
    /// - Throws: `MediaError` for frames that cannot be read, and whatever `body` throws.
    @discardableResult
    public func segment(
        _ source: FrameSource, _ queries: [PreparedQuery], threshold: Double? = nil,
        contests: [Int]? = nil, _ body: (FrameResult) throws -> Void
    ) throws -> Segmentation {
        try segment(
            try source.frames(), queries, threshold: threshold, contests: contests, body)
    }

    /// Segments frames from any reader; all frames must have one size.
    ///
    /// - Throws: whatever the reader and `body` throw.
    @discardableResult
    public func segment(
        _ frames: sending any FrameReader, _ queries: [PreparedQuery], threshold: Double? = nil,
        contests: [Int]? = nil, _ body: (FrameResult) throws -> Void
    ) throws -> Segmentation {
        precondition(contests?.count ?? queries.count == queries.count, "a contest for each query")
        let total = Stopwatch()
        let (queries, frames) = try understood(queries, in: frames)
        network.releaseText()
        let heard = HeardQueries(queries)
        let pass: any Pass =
            heard.encoded.isEmpty
            ? EmptyPass()
            : network.pass(
                reading: heard.encoded, logit: logit(threshold ?? self.threshold),
                contests: heard.places.map { contests?[$0] ?? 0 }, within: resources)
        var tally = Tally(queries: queries.map(\.text), spoken: queries.map(\.spoken))
        try pass.forEach(frames) { found, decisions in
            let (result, matches) = heard.completed(found, decisions)
            tally.add(result, matches)
            try body(result)
        }
        var timings = pass.timings
        timings.load = loadSeconds
        timings.total = total.seconds
        return tally.summary(timings)
    }

    /// Frames, and their bytes, that are looked at to tell what was said.
    private static let first = (frames: 12, bytes: 32 << 20)

    /// Spoken queries as the beginning of the clip makes them likely, and the clip to be read from there.
    private func understood(
        _ queries: [PreparedQuery], in frames: sending any FrameReader
    ) throws -> ([PreparedQuery], any FrameReader) {
        // What a published checkpoint reads names no subject that would tell readings apart.
        guard network.audioRoute == .features else { return (queries, frames) }
        let rivals = try queries.map { query in
            try ShownReadings(query.heard) {
                try network.encode(QueryText($0, preparation: network.preparation)).query
            }
        }
        let asked = rivals.flatMap { $0?.readings.map(\.encoded) ?? [] }
        guard !asked.isEmpty else { return (queries, frames) }
        let clip = try FirstFrames(frames, count: Self.first.frames, bytes: Self.first.bytes)
        var presence: [Float] = []
        try network.pass(
            reading: asked, logit: logit(threshold), contests: asked.map { _ in 0 },
            within: resources
        ).forEach(ImageList(clip.images)) { presence = $1.map(\.presence) }
        guard presence.count == asked.count else { return (queries, clip) }
        let chosen = try zip(queries, rivals).map { query, rivals in
            guard let rivals, let spoken = query.spoken else { return query }
            let texts = rivals.weighed(by: Array(presence.prefix(rivals.readings.count)))
            presence.removeFirst(rivals.readings.count)
            let isOther = texts[0].text != query.heard[0].text
            return try prepare(
                heard: texts, as: isOther ? spoken.taken(for: texts[0].text) : spoken)
        }
        return (chosen, clip)
    }

    /// Every candidate of every query in one frame of a few, as the evaluation on A2D-Sentences asks
    /// for them, which looks at `neighbourhood` frames at a time. None for a recording in which nothing
    /// is said.
    ///
    /// - `place`: of the frame among its neighbours.
    /// - Throws: an error whose description says in one sentence what is wrong with the frames.
    public func candidates(
        in neighbourhood: [RGBImage], place: Int, _ queries: [PreparedQuery]
    ) throws -> [[Candidate]] {
        precondition(
            neighbourhood.indices.contains(place), "frame \(place) of \(neighbourhood.count)")
        let heard = HeardQueries(queries)
        let found =
            heard.encoded.isEmpty
            ? []
            : try network.candidates(in: neighbourhood, place: place, reading: heard.encoded)
        var all = [[Candidate]](repeating: [], count: queries.count)
        for (place, candidates) in zip(heard.places, found) { all[place] = candidates }
        return all
    }
}
