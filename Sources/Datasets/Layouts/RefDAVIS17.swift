import Foundation
import Parsing

/// Ref-DAVIS17 (Khoreva et al. 2018, arXiv:1803.08006).
///
///     DAVIS/ImageSets/2017/val.txt
///     DAVIS/JPEGImages/480p/<video>/<frame>.jpg
///     DAVIS/Annotations_unsupervised/480p/<video>/<frame>.png     palette index = object
///     davis_text_annotations/Davis17_annot{1,2}{,_full_video}.txt     video object "expression"
///
/// Four annotators described every object: two saw the first frame, two (of the same hands) the whole
/// video. Expression 4k + a is annotator a's about the k-th object, objects sorted as strings. What
/// ReferFormer's script makes of it (`meta_expressions/valid`, `valid/JPEGImages`) is read too.
struct RefDAVIS17 {
    /// The four files, in the order of their annotators, with their encodings.
    static let files: [(name: String, isLatin1: Bool)] = [
        ("Davis17_annot1.txt", false), ("Davis17_annot1_full_video.txt", false),
        ("Davis17_annot2.txt", true), ("Davis17_annot2_full_video.txt", true),
    ]

    /// Names of videos that the text files misspell.
    static let misspelt = [
        "clasic-car": "classic-car", "dog-scale": "dogs-scale", "motor-bike": "motorbike",
    ]

    let root: String
    let subset: String
    let problems: Problems

    private var davis: String {
        let inner = DatasetFiles.path(root, "DAVIS")
        return DatasetFiles.isFolder(inner) ? inner : root
    }

    static let description = BenchmarkDescription(
        title: "Ref-DAVIS17",
        source:
            "davischallenge.org/davis2017/code.html (unsupervised, 480p) and the MPI page \"Video "
            + "Object Segmentation with Language Referring Expressions\" (texts)",
        subsets: ["valid", "train"],
        // 61 objects, described by four annotators each.
        published: ["valid": PublishedCounts(videos: 30, sentences: 244)], read: read)

    private static func read(_ place: BenchmarkDescription.Place) throws -> Dataset {
        let (root, subset) = (place.root, place.subset)
        let reader = RefDAVIS17(root: root, subset: subset, problems: place.problems)
        let converted = DatasetFiles.path(
            root, "meta_expressions", subset, "meta_expressions.json")
        let videos =
            !DatasetFiles.isFolder(DatasetFiles.path(reader.davis, "JPEGImages", "480p"))
                && DatasetFiles.exists(converted)
            ? try reader.converted(converted) : try reader.published()
        guard !videos.isEmpty else {
            throw DatasetError.nothingFound(
                root: root, subset: subset, expected: "DAVIS and davis_text_annotations",
                .refDAVIS17)
        }
        return Dataset(benchmark: .refDAVIS17, subset: subset, root: root, videos: videos)
    }

    private func published() throws -> [Video] {
        let list = DatasetFiles.path(
            davis, "ImageSets", "2017", subset == "valid" ? "val.txt" : "train.txt")
        let names = try DatasetFiles.lines(
            list, isLatin1: false, what: "the list of videos", .refDAVIS17)
        let folder = DatasetFiles.folder(root, oneOf: ["davis_text_annotations", "."])
        let annotators = try Self.files.map { file in
            try ExpressionList(
                DatasetFiles.path(folder, file.name), isLatin1: file.isLatin1, problems)
        }
        // Not the masks of the semi-supervised track beside them: other objects, no void pixels.
        let masks = DatasetFiles.path(davis, "Annotations_unsupervised", "480p")
        var videos: [Video] = []
        for (line, name) in names {
            guard DatasetFiles.isSafe(name) else {
                try problems.report(.unsafeName(path: list, place: "line \(line)", name: name))
                continue
            }
            let frames = try FrameImages(benchmark: .refDAVIS17, problems: problems)
                .found(DatasetFiles.path(davis, "JPEGImages", "480p", name))
            let all = annotators.map { $0.expressions[name] ?? [] }
            let count = all.map(\.count).min() ?? 0
            for (annotator, own) in all.enumerated()
            where own.map(\.object) != all[0].map(\.object) || own.isEmpty {
                try problems.report(
                    .annotatorsDiffer(
                        path: annotators[annotator].path, video: name,
                        found: own.map(\.object), expected: all[0].map(\.object)))
            }
            let sentences = (0..<count).flatMap { index in
                all.enumerated().map { annotator, own in
                    sentence(
                        id: "\(4 * index + annotator)", own[index].text, own[index].object,
                        annotator, frames, DatasetFiles.path(masks, name))
                }
            }
            videos.append(
                Video(
                    id: name, frames: .images(frames), sentences: sentences,
                    labelImages: try labelImages(frames, DatasetFiles.path(masks, name))))
        }
        return videos
    }

    private func converted(_ list: String) throws -> [Video] {
        try MetaExpressions.read(list, .refDAVIS17, problems).map { video in
            let frames = try FrameImages(benchmark: .refDAVIS17, problems: problems)
                .listed(DatasetFiles.path(root, subset, "JPEGImages", video.id), video.frames)
            let masks = DatasetFiles.path(root, subset, "Annotations", video.id)
            let sentences = video.expressions.enumerated().map { index, expression in
                sentence(
                    id: expression.id, expression.text,
                    expression.objects.first.map(String.init) ?? "", index % 4, frames, masks)
            }
            return Video(
                id: video.id, frames: .images(frames), sentences: sentences,
                labelImages: try labelImages(frames, masks))
        }
    }

    private func sentence(
        id: String, _ text: String, _ object: String, _ annotator: Int, _ frames: [String],
        _ masks: String
    ) -> Sentence {
        Sentence(
            id: id, text: text, object: object, annotator: annotator,
            targets: frames.enumerated().map { index, frame in
                let name = FrameImages.stem(frame)
                return Target(
                    frame: index, imageID: "\((masks as NSString).lastPathComponent)/\(id)/\(name)",
                    truth: UInt8(object).map {
                        .label(path: DatasetFiles.path(masks, "\(name).png"), object: $0)
                    })
            })
    }

    /// The masks of a video, which must be there.
    private func labelImages(_ frames: [String], _ folder: String) throws -> [String] {
        let paths = frames.map { DatasetFiles.path(folder, "\(FrameImages.stem($0)).png") }
        try FrameImages(benchmark: .refDAVIS17, problems: problems).expect(paths, what: "masks")
        return paths
    }
}

/// One annotator's file of Ref-DAVIS17.
struct ExpressionList {
    struct Expression {
        let object: String
        let text: String
    }

    let path: String
    /// By video, sorted by the object as a string.
    private(set) var expressions: [String: [Expression]] = [:]

    /// - Throws: `DatasetError`, and what `problems` throws.
    init(_ path: String, isLatin1: Bool, _ problems: Problems) throws {
        self.path = path
        for (number, line) in try DatasetFiles.lines(
            path, isLatin1: isLatin1, what: "an annotator's sentences", .refDAVIS17)
        {
            let words = line.unicodeScalars.split(whereSeparator: \.isPythonSpace).map {
                String($0)
            }
            guard words.count >= 3, let object = UInt8(words[1]), object > 0 else {
                try problems.report(
                    .badRow(
                        path: path, place: "line \(number)", found: "\"\(line.prefix(60))\"",
                        expected: "video, number of an object, \"expression\""))
                continue
            }
            // Published loaders cut one character at both ends, whatever it is: the quotation marks.
            let quoted = words[2...].joined(separator: " ").unicodeScalars
            let text = String(String.UnicodeScalarView(quoted.dropFirst().dropLast()))
            let video = RefDAVIS17.misspelt[words[0]] ?? words[0]
            expressions[video, default: []].append(Expression(object: words[1], text: text))
        }
        for (video, own) in expressions {
            expressions[video] = own.enumerated().sorted {
                ($0.element.object, $0.offset) < ($1.element.object, $1.offset)
            }.map(\.element)
        }
    }
}
