import Media
import Tensors

/// What a run found, as `result.json` holds it.
///
/// Pixel coordinates count from the upper left corner of the frame. `version` grows whenever a
/// field changes its meaning or goes; fields may be added within a version.
public struct SegmentationReport: Codable, Sendable, Equatable {
    /// Always `refseg.result`.
    public static let formatName = "refseg.result"
    /// The version of the schema that this code writes.
    public static let version = 1

    /// `refseg.result`.
    public let format: String
    /// The version of the schema that the report follows.
    public let version: Int
    /// Program and version that wrote the report.
    public let program: String
    /// The weights that were used.
    public let model: ModelIdentity
    /// What was read.
    public let input: Input
    /// What the masks depend on besides.
    public let settings: Settings
    /// In order.
    public let frames: [Frame]
    /// In the order in which they were asked.
    public let queries: [Query]
    /// How long it took.
    public let timings: Timings
    /// Why a film was not read to the end that its header promises; absent where it was.
    public let shortfall: String?

    /// The clip that was read.
    public struct Input: Codable, Sendable, Equatable {
        /// As it was given.
        public let path: String
        /// `folder`, `image` or `video`.
        public let kind: String
        /// Mean frames per second of a film, as a fraction (`30000/1001`); absent where it does not say.
        public let frameRate: String?
        /// Seconds that a film says it lasts; absent where it does not say.
        public let duration: Double?
        /// What a film's clock, which the frames' times are of, shows at its beginning, in seconds; absent
        /// where that is 0.
        public let beginning: Double?
        /// Which frames were taken; absent where all were.
        public let taken: Taken?

        /// - `kind`: `folder`, `image` or `video`.
        /// - `frameRate`: frames per second, a fraction.
        /// - `duration`, `beginning`: seconds.
        public init(
            path: String, kind: String, frameRate: String? = nil, duration: Double? = nil,
            beginning: Double? = nil, taken: Taken? = nil
        ) {
            self.path = path
            self.kind = kind
            self.frameRate = frameRate
            self.duration = duration
            self.beginning = beginning == 0 ? nil : beginning
            self.taken = taken
        }
    }

    /// Which frames of a clip were taken; what is absent was not asked for.
    public struct Taken: Codable, Sendable, Equatable {
        /// Seconds from the film's beginning.
        public let start: Double?
        /// Seconds from the film's beginning; what is shown then is left out.
        public let end: Double?
        /// Frames a second at most.
        public let fps: Double?
        /// One frame of so many.
        public let every: Int?

        /// Nil where all frames are taken.
        public init?(_ selection: FrameSelection) {
            guard selection != .all else { return nil }
            (start, end, fps) = (selection.start, selection.end, selection.rate)
            every = selection.stride == 1 ? nil : selection.stride
        }
    }

    /// What the masks depend on besides model, input and queries.
    public struct Settings: Codable, Sendable, Equatable {
        /// A pixel belongs to the object where its probability is above this.
        public let threshold: Double
        /// A query matches where its presence reaches this.
        public let presenceThreshold: Double
        /// Threads that computed; results do not depend on it.
        public let threads: Int
        /// True where the model was asked about some of the frames alone; absent otherwise.
        public let fast: Bool?

        /// - `threshold`, `presenceThreshold`: 0…1.
        public init(threshold: Double, presenceThreshold: Double, threads: Int, fast: Bool = false)
        {
            self.threshold = threshold
            self.presenceThreshold = presenceThreshold
            self.threads = threads
            self.fast = fast ? true : nil
        }
    }

    /// One frame and what every query found in it.
    public struct Frame: Codable, Sendable, Equatable {
        /// Position in the clip, from 0.
        public let index: Int
        /// File name without extension; masks and overlays carry it.
        public let name: String
        /// When it is shown, in seconds as the film counts them; absent for frames that have no time.
        public let time: Double?
        /// Pixels from left to right.
        public let width: Int
        /// Pixels from top to bottom.
        public let height: Int
        /// In the order of the queries.
        public let objects: [Object]

        /// The entry of one frame's result.
        public init(_ result: FrameResult) {
            index = result.index
            name = result.name
            time = result.time
            width = result.image.width
            height = result.image.height
            objects = result.objects.enumerated().map { Object(query: $0.offset, $0.element) }
        }
    }

    /// One query in one frame.
    public struct Object: Codable, Sendable, Equatable {
        /// Index into `queries`.
        public let query: Int
        /// The model's confidence that its chosen candidate is the object, 0…1.
        public let score: Double
        /// The model's confidence that the frame shows what the query names, 0…1.
        public let presence: Double
        /// The smallest box around the mask; absent where the mask is empty.
        public let box: Box?
        /// The mask as COCO's compressed run lengths.
        public let mask: EncodedMask

        init(query: Int, _ object: ObjectResult) {
            self.query = query
            score = object.score.fourDecimals
            presence = object.presence.fourDecimals
            box = object.mask.box
            mask = EncodedMask(object.mask)
        }
    }

    /// A mask as `pycocotools.mask.decode` reads it.
    public struct EncodedMask: Codable, Sendable, Equatable {
        /// `[height, width]`.
        public let size: [Int]
        /// Run lengths, as the COCO tools compress them.
        public let counts: String

        /// Encodes a mask.
        public init(_ mask: Mask) {
            size = [mask.height, mask.width]
            counts = RunLengths(mask).compressed
        }
    }

    /// One query over the whole clip.
    public struct Query: Codable, Sendable, Equatable {
        /// As it was asked, white space tidied.
        public let text: String
        /// What was heard, where the query was spoken.
        public let spoken: SpokenQuery?
        /// Whether the clip shows what the query names; all masks are empty where it does not.
        public let matched: Bool
        /// The highest presence of any stretch of the clip that was judged as a whole, 0…1.
        public let presence: Double
        /// Mean score over the frames, 0…1.
        public let score: Double
        /// Number of frames whose mask is not empty.
        public let framesWithObject: Int

        init(
            text: String, spoken: SpokenQuery? = nil, matched: Bool, presence: Double,
            score: Double, framesWithObject: Int
        ) {
            self.text = text
            self.spoken = spoken
            self.matched = matched
            self.presence = presence.fourDecimals
            self.score = score.fourDecimals
            self.framesWithObject = framesWithObject
        }
    }

    /// Wall-clock seconds. Stages run side by side, so they add up to more than `total`.
    public struct Timings: Codable, Sendable, Equatable {
        /// Loading and preparing the model.
        public var load = 0.0
        /// Reading frames, resizing them and computing the evidence channels.
        public var prepare = 0.0
        /// The network.
        public var network = 0.0
        /// Handing results on; in the program, writing masks and overlays.
        public var deliver = 0.0
        /// First frame asked for until last result handed on.
        public var total = 0.0

        /// All zero.
        public init() {}

        /// To a tenth of a millisecond.
        var rounded: Timings {
            var result = self
            for field in [\Timings.load, \.prepare, \.network, \.deliver, \.total] {
                result[keyPath: field] = self[keyPath: field].fourDecimals
            }
            return result
        }
    }
}

/// A query that was spoken, and what was heard of it.
public struct SpokenQuery: Codable, Sendable, Equatable {
    /// The recording as it was given.
    public let file: String
    /// In lower case, without punctuation; empty where no speech was found.
    public let transcript: String
    /// Mean probability of what was heard, 0…1.
    public let confidence: Double
    /// What else may have been said, where the confidence is low.
    public let alternatives: [String]?
    /// How it reached the model; nil where it was written down and nothing else.
    public let route: AudioRoute?
    /// The text that was looked for instead, where the clip shows what that one names and not what the
    /// transcript does.
    public let takenFor: String?
    /// Where the recording ends before its header says, a sentence that tells it.
    public let shortfall: String?

    /// - `confidence`: 0…1.
    public init(
        file: String, transcript: String, confidence: Double, route: AudioRoute? = nil,
        shortfall: String? = nil, alternatives: [String]? = nil, takenFor: String? = nil
    ) {
        self.shortfall = shortfall
        self.takenFor = takenFor
        self.file = file
        self.alternatives = alternatives
        self.transcript = transcript
        self.confidence = confidence.fourDecimals
        self.route = route
    }

    /// The same, understood otherwise.
    func taken(for text: String) -> SpokenQuery {
        SpokenQuery(
            file: file, transcript: transcript, confidence: confidence, route: route,
            shortfall: shortfall, alternatives: alternatives, takenFor: text)
    }
}

/// Which weights were used.
public struct ModelIdentity: Codable, Sendable, Equatable {
    /// The name in the file's metadata, or the file's own name.
    public let name: String
    /// SHA-256 of the weights file, in hexadecimal, as `sha256sum` prints it.
    public let sha256: String
    /// What its weights are kept in; absent for float32.
    public let precision: Precision?

    /// - `sha256`: of the weights file, in hexadecimal.
    /// - `precision`: what its weights are kept in.
    public init(name: String, sha256: String, precision: Precision = .fp32) {
        (self.name, self.sha256) = (name, sha256)
        self.precision = precision == .fp32 ? nil : precision
    }
}
