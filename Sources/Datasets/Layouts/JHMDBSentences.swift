import Foundation
import Parsing

/// J-HMDB-Sentences (Gavrilyuk et al. 2018, arXiv:1803.07485), all of it a test set.
///
///     jhmdb_sentences_samples_metadata.json    [[video, image, masks, frames, query], …]
///     Rename_Images/<action>/<video>/<frame, from 1>.png
///     puppet_mask/<action>/<video>/puppet_mask.mat
///
/// The list was drawn once by MTTR (Botach et al. 2022): three random frames a video. It is the
/// benchmark; no other frames give the published figures.
struct JHMDBSentences {
    /// A row of the list.
    private struct Row {
        let video: String
        /// Parts of the path of the video's images under the root.
        let folder: [String]
        /// From 1.
        let frame: Int
        let masks: [String]
        let frames: Int
        let query: String
    }

    let root: String
    let problems: Problems

    /// Frames of a video at most; J-HMDB's have 15 to 40.
    private static let longest = 100_000

    private var list: String {
        DatasetFiles.path(root, "jhmdb_sentences_samples_metadata.json")
    }

    static let description = BenchmarkDescription(
        title: "J-HMDB-Sentences", source: "kgavrilyuk.github.io/publication/actor_action",
        subsets: ["test"],
        published: ["test": PublishedCounts(videos: 928, sentences: 928, targets: 3 * 928)],
        read: { try JHMDBSentences(root: $0.root, problems: $0.problems).dataset() },
        checkLists: check)

    private func dataset() throws -> Dataset {
        let rows = try rows()
        var order: [[String]] = []
        var grouped: [[String]: [Row]] = [:]
        for row in rows {
            if grouped[[row.video, row.query]] == nil { order.append([row.video, row.query]) }
            grouped[[row.video, row.query], default: []].append(row)
        }
        var videos: [String: [Sentence]] = [:]
        var names: [String] = []
        var firsts: [String: Row] = [:]
        for key in order {
            guard let rows = grouped[key], let first = rows.first else { continue }
            if videos[first.video] == nil {
                names.append(first.video)
                firsts[first.video] = first
            }
            let number = videos[first.video]?.count ?? 0
            videos[first.video, default: []].append(
                Sentence(
                    id: "\(number)", text: first.query,
                    targets: rows.map { row in
                        Target(
                            frame: row.frame - 1, imageID: "v_\(row.video)_f_\(row.frame)",
                            truth: .matlab(path: path(row.masks), frame: row.frame - 1))
                    }))
        }
        let all = try names.compactMap { name in
            try firsts[name].map { try video($0, videos[name] ?? []) }
        }
        guard !all.isEmpty else {
            throw DatasetError.nothingFound(
                root: root, subset: "test", expected: "samples in \(list)", .jhmdbSentences)
        }
        return Dataset(benchmark: .jhmdbSentences, subset: "test", root: root, videos: all)
    }

    private func video(_ row: Row, _ sentences: [Sentence]) throws -> Video {
        let folder = path(row.folder)
        let frames = (1...row.frames).map {
            DatasetFiles.path(folder, "\(DatasetFiles.frameName($0)).png")
        }
        let images = FrameImages(benchmark: .jhmdbSentences, problems: problems)
        try images.expect(frames, what: "frames")
        let masks = path(row.masks)
        if !DatasetFiles.exists(masks) {
            try images.reportMissing(masks, "the masks of \(sentences.count) sentences")
        }
        return Video(id: row.video, frames: .images(frames), sentences: sentences)
    }

    private func path(_ parts: [String]) -> String {
        parts.reduce(root) { DatasetFiles.path($0, $1) }
    }

    private func rows() throws -> [Row] {
        var rows: [Row] = []
        var seen: [String: Int] = [:]
        var number = 0
        try DatasetFiles.json(
            list, what: "the benchmark's list of samples", .jhmdbSentences
        ) { scanner in
            try scanner.array { scanner in
                let place = "sample \(number)"
                number += 1
                var texts: [String] = []
                var frames: Int?
                try scanner.array { scanner in
                    if try scanner.kind() == .string {
                        texts.append(try scanner.string())
                    } else {
                        frames = try scanner.wholeNumber()
                    }
                }
                guard let row = try row(texts, frames, place) else { return }
                let key = "\(row.video)\n\(row.frame)\n\(row.query)"
                if let first = seen.updateValue(number - 1, forKey: key) {
                    try problems.report(
                        .duplicateRow(path: list, place: place, first: "sample \(first)"))
                }
                rows.append(row)
            }
        }
        return rows
    }

    private func row(_ texts: [String], _ frames: Int?, _ place: String) throws -> Row? {
        guard texts.count == 4, let frames, (1...Self.longest).contains(frames) else {
            try problems.report(
                .badRow(
                    path: list, place: place,
                    found: "\(texts.count) texts and \(frames.map { "\($0)" } ?? "no") frames",
                    expected: "video, image, masks, frames, query"))
            return nil
        }
        for (index, first) in [(1, "Rename_Images"), (2, "puppet_mask")] {
            let parts = Self.parts(texts[index], from: first)
            if parts.count < 2 || !parts.allSatisfy(DatasetFiles.isSafe) {
                try problems.report(.unsafeName(path: list, place: place, name: texts[index]))
                return nil
            }
        }
        guard DatasetFiles.isSafe(texts[0]) else {
            try problems.report(.unsafeName(path: list, place: place, name: texts[0]))
            return nil
        }
        let image = Self.parts(texts[1], from: "Rename_Images")
        guard let frame = Int(FrameImages.stem(texts[1])), frame >= 1 else {
            try problems.report(
                .badRow(
                    path: list, place: place, found: texts[1], expected: "the number of a frame"))
            return nil
        }
        if frame > frames {
            try problems.report(
                .frameBeyond(path: list, frame: frame, video: texts[0], frames: frames))
        }
        return Row(
            video: texts[0], folder: image.dropLast(), frame: frame,
            masks: Self.parts(texts[2], from: "puppet_mask"), frames: frames, query: texts[3])
    }

    /// The list was written elsewhere: `./jhmdb_sentences/Rename_Images/…` counts from that folder on.
    private static func parts(_ path: String, from folder: String) -> [String] {
        let parts = path.split(separator: "/").map(String.init)
        return Array(parts.drop { $0 != folder })
    }
}
