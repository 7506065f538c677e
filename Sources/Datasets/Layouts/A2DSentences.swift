import Foundation
import Parsing

/// A2D-Sentences (Gavrilyuk et al. 2018, arXiv:1803.07485) as its authors and MTTR (Botach et al. 2022,
/// arXiv:2111.14821) lay it out.
///
///     Release/videoset.csv                 video, label, start, end, height, width, frames, annotated, subset
///     Release/clips320H/<video>.mp4
///     text_annotations/a2d_annotation.txt  video_id,instance_id,query
///     text_annotations/a2d_missed_videos.txt
///     text_annotations/a2d_annotation_with_instances/<video>/<frame, from 1>.h5
///     a2d_sentences_single_frame_<subset>_annotations.json   [[query, video, frame, instance], …]
///
/// A sample is a sentence in a frame whose file has the sentence's instance. Where MTTR's list of
/// samples is there it is taken; otherwise the samples are found in the files themselves.
struct A2DSentences {
    /// Where everything lies under a root.
    struct Layout {
        let root: String
        let subset: String

        var videoSet: String { DatasetFiles.path(root, "Release", "videoset.csv") }
        var texts: String { DatasetFiles.path(root, "text_annotations") }
        var annotation: String { DatasetFiles.path(texts, "a2d_annotation.txt") }
        var missed: String { DatasetFiles.path(texts, "a2d_missed_videos.txt") }
        var samples: String {
            DatasetFiles.path(root, "a2d_sentences_single_frame_\(subset)_annotations.json")
        }
        var clips: String {
            DatasetFiles.folder(
                root,
                oneOf: [
                    "Release/clips320H", "Release/CLIPS320", "Release/clips320", "clips320H",
                    "CLIPS320", "clips320",
                ])
        }

        func clip(_ video: String) -> String { DatasetFiles.path(clips, "\(video).mp4") }

        func masks(_ video: String) -> String {
            DatasetFiles.path(texts, "a2d_annotation_with_instances", video)
        }

        func masks(_ video: String, frame: Int) -> String {
            DatasetFiles.path(masks(video), "\(DatasetFiles.frameName(frame)).h5")
        }
    }

    /// A row of videoset.csv.
    struct ListedVideo {
        let line: Int
        let height: Int
        let width: Int
        let frames: Int
        let subset: String
    }

    /// A row of a2d_annotation.txt.
    struct Row {
        let line: Int
        let video: String
        let instance: Int
        let query: String
    }

    let layout: Layout
    let problems: Problems

    static let description = BenchmarkDescription(
        title: "A2D-Sentences", source: "kgavrilyuk.github.io/publication/actor_action",
        subsets: ["test", "train"], preparedName: "a2d_sentences_single_frame", read: read,
        checkLists: check)

    /// Reads the lists, and where MTTR's is absent the instances of every annotated frame.
    ///
    /// - Throws: `DatasetError`, and what `problems` throws.
    private static func read(_ place: BenchmarkDescription.Place) throws -> Dataset {
        let reader = A2DSentences(
            layout: Layout(root: place.root, subset: place.subset), problems: place.problems)
        let listed = try reader.listedVideos()
        let samples =
            DatasetFiles.exists(reader.layout.samples)
            ? try reader.listedSamples() : try reader.foundSamples(listed, place.truth)
        return try reader.dataset(samples, listed)
    }

    /// All videos of videoset.csv.
    func listedVideos() throws -> [String: ListedVideo] {
        var listed: [String: ListedVideo] = [:]
        let path = layout.videoSet
        for row in try DatasetFiles.rows(path, what: "the list of videos", .a2dSentences) {
            let place = "line \(row.line)"
            let numbers = row.fields.count >= 9 ? row.fields[4...8].map { Int($0) } : []
            guard numbers.count == 5, let height = numbers[0], let width = numbers[1],
                let frames = numbers[2], let part = numbers[4], let subset = Self.subsets[part]
            else {
                try problems.report(
                    .badRow(
                        path: path, place: place,
                        found: "\"\(row.fields.joined(separator: ",").prefix(80))\"",
                        expected: "video, label, start, end, height, width, frames, annotated, "
                            + "subset 0 or 1"))
                continue
            }
            let video = row.fields[0]
            guard try isSafe(video, path, place) else { continue }
            let entry = ListedVideo(
                line: row.line, height: height, width: width, frames: frames, subset: subset)
            if let first = listed.updateValue(entry, forKey: video) {
                try problems.report(
                    .duplicateRow(path: path, place: place, first: "line \(first.line)"))
            }
        }
        return listed
    }

    private static let subsets = [0: "train", 1: "test"]

    /// Videos that have no usable annotation.
    func missedVideos() throws -> Set<String> {
        let rows = try DatasetFiles.rows(
            layout.missed, what: "the list of videos to pass over", .a2dSentences)
        return Set(rows.map { $0.fields[0].trimmingCharacters(in: .whitespaces) })
    }

    /// The sentences of all videos, train and test.
    func rows(_ listed: [String: ListedVideo]) throws -> [Row] {
        let path = layout.annotation
        var rows: [Row] = []
        var seen: [[String]: Int] = [:]
        for (index, row) in try DatasetFiles.rows(path, what: "the sentences", .a2dSentences)
            .enumerated()
        {
            let place = "line \(row.line)"
            if index == 0, row.fields.first == "video_id" { continue }
            guard row.fields.count >= 3 else {
                try problems.report(
                    .badRow(
                        path: path, place: place,
                        found: "\"\(row.fields.joined(separator: ",").prefix(80))\"",
                        expected: "video_id,instance_id,query"))
                continue
            }
            let (video, number, query) = (row.fields[0], row.fields[1], row.fields[2])
            // The one mistake of the published file (video T6bNPuKV-wY), passed over by every loader.
            if number == "1 (copy)" { continue }
            guard try isSafe(video, path, place) else { continue }
            guard let instance = Int(number), instance >= 0,
                !query.allSatisfy({ $0.isWhitespace })
            else {
                try problems.report(
                    .badRow(
                        path: path, place: place, found: "\"\(number),\(query.prefix(60))\"",
                        expected: "the number of an instance and a sentence"))
                continue
            }
            guard listed[video] != nil else {
                try problems.report(
                    .unknownVideo(
                        path: path, place: place, video: video, list: layout.videoSet))
                continue
            }
            if let first = seen.updateValue(row.line, forKey: [video, number, query]) {
                try problems.report(
                    .duplicateRow(path: path, place: place, first: "line \(first)"))
            }
            rows.append(Row(line: row.line, video: video, instance: instance, query: query))
        }
        return rows
    }

    func isSafe(_ name: String, _ path: String, _ place: String) throws -> Bool {
        if DatasetFiles.isSafe(name) { return true }
        try problems.report(.unsafeName(path: path, place: place, name: name))
        return false
    }
}
