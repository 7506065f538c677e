import Foundation

/// AVOS (Pan et al. 2022, Wnet): spoken sentences for three other benchmarks. A root holds the benchmark
/// itself, in the folder that its own publication calls it by, and the recordings anywhere under
/// `audio`: `<video>_<expression>.wav` for Ref-YouTube-VOS, `<video>_<instance>.wav` for A2D-Sentences,
/// `<video>.wav` for J-HMDB-Sentences.
struct AVOS {
    let root: String
    let problems: Problems

    /// The benchmarks that have recordings, and names that their folders go by.
    static let parts: [(subset: String, benchmark: Benchmark, folders: [String])] = [
        ("ref-youtube-vos", .refYouTubeVOS, ["ref-youtube-vos", "refer_youtube_vos", "."]),
        ("a2d-sentences", .a2dSentences, ["a2d_sentences", "a2d-sentences", "."]),
        ("jhmdb-sentences", .jhmdbSentences, ["jhmdb_sentences", "jhmdb-sentences", "."]),
    ]

    static func read(
        root: String, subset: String, truth: TruthReader, _ problems: Problems
    ) throws -> Dataset {
        guard let part = parts.first(where: { $0.subset == subset }) else {
            throw DatasetError.unknownSubset(subset, .avos)
        }
        let written = try Dataset(
            part.benchmark, root: DatasetFiles.folder(root, oneOf: part.folders), truth: truth,
            problems: problems)
        let reader = AVOS(root: root, problems: problems)
        return try reader.spoken(written, subset: subset)
    }

    private func spoken(_ written: Dataset, subset: String) throws -> Dataset {
        let recordings = recordings()
        guard !recordings.isEmpty else {
            throw DatasetError.missing(
                path: DatasetFiles.path(root, "audio"), what: "recordings named .wav", .avos)
        }
        let videos = try written.videos.map { video in
            let sentences = try video.sentences.map { sentence in
                let name = Self.name(written.benchmark, video.id, sentence)
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
        return Dataset(benchmark: .avos, subset: subset, root: root, videos: videos)
    }

    private static func name(_ benchmark: Benchmark, _ video: String, _ sentence: Sentence)
        -> String
    {
        switch benchmark {
        case .a2dSentences: "\(video)_\(sentence.object ?? sentence.id)"
        case .jhmdbSentences: video
        default: "\(video)_\(sentence.id)"
        }
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
