/// A benchmark's part as it lies on a disk: which videos, what is asked of them, and where the true
/// masks are. Nothing is decoded before it is asked for.
package struct Dataset: Sendable {
    package let benchmark: Benchmark
    /// One of the benchmark's subsets.
    package let subset: String
    /// As the user gave it.
    package let root: String
    /// In the order of the published lists.
    package let videos: [Video]

    /// The benchmark whose protocol and scores are followed.
    package var written: Benchmark { benchmark.written(subset) }
    /// Sentences about all videos.
    package var sentenceCount: Int { videos.reduce(0) { $0 + $1.sentences.count } }
    /// Masks that are scored.
    package var targetCount: Int {
        videos.reduce(0) { $0 + $1.sentences.reduce(0) { $0 + $1.targets.count } }
    }
}

/// A video and everything that is asked of it: decoded once for all its sentences.
package struct Video: Sendable {
    /// Unique in the dataset; safe as a file name.
    package let id: String
    package let frames: VideoFrames
    package let sentences: [Sentence]
    /// Paths of images in which every object of a frame has its number, 255 is void, one for every
    /// frame, where a benchmark scores all objects of a video together; empty elsewhere.
    package let labelImages: [String]

    init(
        id: String, frames: VideoFrames, sentences: [Sentence], labelImages: [String] = []
    ) {
        (self.id, self.frames, self.sentences) = (id, frames, sentences)
        self.labelImages = labelImages
    }
}

/// Where the frames of a video lie.
package enum VideoFrames: Sendable, Equatable {
    /// A video file.
    case file(String)
    /// Paths of images, in order.
    case images([String])

    /// Number of frames; nil for a file, which must be decoded to know.
    package var count: Int? {
        switch self {
        case .file: nil
        case .images(let paths): paths.count
        }
    }
}

/// What is asked of a video.
package struct Sentence: Sendable, Equatable {
    /// Unique in the video; safe as a file name.
    package let id: String
    /// As its file has it; what a protocol does to texts is left to the model.
    package let text: String
    /// The object that is meant, by the dataset's own number; sentences of equal numbers mean the same.
    package let object: String?
    /// Whose sentence it is, from 0, where a benchmark scores annotators one by one.
    package let annotator: Int?
    /// The recording of the sentence, for spoken queries.
    package let speech: String?
    /// Masks that are scored, by frame.
    package let targets: [Target]

    init(
        id: String, text: String, object: String? = nil, annotator: Int? = nil,
        speech: String? = nil, targets: [Target]
    ) {
        (self.id, self.text, self.object, self.annotator) = (id, text, object, annotator)
        (self.speech, self.targets) = (speech, targets)
    }
}

/// A frame in which a mask is scored.
package struct Target: Sendable, Equatable {
    /// Position in the video, from 0.
    package let frame: Int
    /// What COCO files of the benchmark call the image.
    package let imageID: String
    /// The true mask; nil where it is not published.
    package let truth: Truth?
}

/// Where a true mask lies; `TruthReader` reads it.
package enum Truth: Sendable, Hashable {
    /// An instance of A2D-Sentences' HDF5 files.
    case hdf5(path: String, instance: Int)
    /// A frame, from 0, of J-HMDB's MATLAB files.
    case matlab(path: String, frame: Int)
    /// Pixels of one number in a PNG.
    case label(path: String, object: UInt8)
    /// Pixels that are not 0 in a PNG.
    case foreground(path: String)
    /// The union of run lengths in COCO's compressed form; none is an empty mask of that size.
    case runs([String], width: Int, height: Int)
    /// An empty mask of the size of a frame.
    case nothing(frame: String)
}
