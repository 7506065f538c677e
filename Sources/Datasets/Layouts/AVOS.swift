import Foundation

/// AVOS (Pan et al. 2022, Wnet): spoken sentences for three other benchmarks. A root holds the benchmark
/// itself, in the folder that its own publication calls it by, and the recordings anywhere under
/// `audio`: `<video>_<expression>.wav` for Ref-YouTube-VOS, `<video>_<instance>.wav` for A2D-Sentences,
/// `<video>.wav` for J-HMDB-Sentences.
struct AVOS {
    let root: String
    let problems: Problems

    /// A benchmark that has recordings.
    private struct Part {
        let benchmark: Benchmark
        /// Names that its folder goes by.
        let folders: [String]
        /// What the recording of a sentence is called, without extension.
        let recording: @Sendable (_ video: String, Sentence) -> String
    }

    private static let parts = [
        Part(
            benchmark: .refYouTubeVOS, folders: ["ref-youtube-vos", "refer_youtube_vos", "."],
            recording: { "\($0)_\($1.id)" }),
        Part(
            benchmark: .a2dSentences, folders: ["a2d_sentences", "a2d-sentences", "."],
            recording: { "\($0)_\($1.object ?? $1.id)" }),
        Part(
            benchmark: .jhmdbSentences, folders: ["jhmdb_sentences", "jhmdb-sentences", "."],
            recording: { video, _ in video }),
    ]

    private static func part(_ subset: String) -> Part? {
        parts.first { $0.benchmark.rawValue == subset }
    }

    static let description = BenchmarkDescription(
        title: "AVOS", source: "the authors of Wnet (AVOS) and the data sets that it extends",
        subsets: parts.map(\.benchmark.rawValue), spoken: { part($0)?.benchmark }, read: read)

    private static func read(_ place: BenchmarkDescription.Place) throws -> Dataset {
        guard let part = part(place.subset) else {
            throw DatasetError.unknownSubset(place.subset, .avos)
        }
        let written = try Dataset(
            part.benchmark, root: DatasetFiles.folder(place.root, oneOf: part.folders),
            truth: place.truth, problems: place.problems)
        let reader = AVOS(root: place.root, problems: place.problems)
        return try reader.spoken(written, part)
    }

    private func spoken(_ written: Dataset, _ part: Part) throws -> Dataset {
        let recordings = recordings()
        guard !recordings.isEmpty else {
            throw DatasetError.missing(
                path: DatasetFiles.path(root, "audio"), what: "recordings named .wav", .avos)
        }
        let videos = try written.videos.map { video in
            let sentences = try video.sentences.map { sentence in
                let name = part.recording(video.id, sentence)
                if recordings[name] == nil {
                    try problems.report(
                        .missing(
                            path: DatasetFiles.path(root, "audio", "\(name).wav"),
                            what: "the recording of a sentence", .avos))
                }
                return Sentence(
                    id: sentence.id, text: sentence.text, object: sentence.object,
                    annotator: sentence.annotator, speech: recordings[name],
                    targets: sentence.targets)
            }
            return Video(id: video.id, frames: video.frames, sentences: sentences)
        }
        return Dataset(
            benchmark: .avos, subset: part.benchmark.rawValue, root: root, videos: videos)
    }

    /// Paths of all recordings by name, from `audio` or where that is absent from the root; folders are
    /// followed three levels down.
    private func recordings() -> [String: String] {
        var found: [String: String] = [:]
        func collect(_ folder: String, levels: Int) {
            for name in DatasetFiles.names(in: folder) ?? [] {
                let path = DatasetFiles.path(folder, name)
                if name.lowercased().hasSuffix(".wav") {
                    let stem = FrameImages.stem(name)
                    if found[stem] == nil { found[stem] = path }
                } else if levels > 0, DatasetFiles.isFolder(path) {
                    collect(path, levels: levels - 1)
                }
            }
        }
        let audio = DatasetFiles.path(root, "audio")
        collect(DatasetFiles.isFolder(audio) ? audio : root, levels: 3)
        return found
    }
}
