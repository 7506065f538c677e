import Masks
import Parsing

/// MeViS (Ding et al. 2023, arXiv:2308.08544): sentences about motion; one may mean several objects,
/// or none.
///
///     <subset>/meta_expressions.json      obj_id and anno_id are lists
///     <subset>/mask_dict.json             {anno_id: [run lengths or null for every frame]}
///     <subset>/JPEGImages/<video>/<frame>.jpg
///
/// The truth of a sentence is the union of its annotations; `valid` has none published.
struct MeViS {
    /// The masks of one object.
    private struct Annotation {
        var width = 0
        var height = 0
        /// By frame; nil where the object is not seen.
        var masks: [String?] = []
    }

    let root: String
    let subset: String
    let problems: Problems

    private var list: String { DatasetFiles.path(root, subset, "meta_expressions.json") }
    private var masks: String { DatasetFiles.path(root, subset, "mask_dict.json") }

    static let description = BenchmarkDescription(
        title: "MeViS", source: "henghuiding.github.io/MeViS",
        subsets: ["valid_u", "valid", "train"],
        read: { try MeViS(root: $0.root, subset: $0.subset, problems: $0.problems).dataset() })

    private func dataset() throws -> Dataset {
        let listed = try MetaExpressions.read(list, .mevis, problems)
        let needed = Set(listed.flatMap { $0.expressions.flatMap(\.annotations) })
        let hasTruth = subset != "valid" || DatasetFiles.exists(masks)
        let annotations = hasTruth ? try annotations(needed) : [:]
        let images = FrameImages(benchmark: .mevis, problems: problems)
        let videos = try listed.map { video in
            let frames = try images.listed(
                DatasetFiles.path(root, subset, "JPEGImages", video.id), video.frames)
            let sentences = try video.expressions.map { expression in
                let place = "video \(video.id), expression \(expression.id)"
                let own = try expression.annotations.compactMap { number in
                    try annotation(
                        annotations[number], number, frames: video.frames.count, place, hasTruth)
                }
                return Sentence(
                    id: expression.id, text: expression.text,
                    object: expression.objects.map(String.init).joined(separator: " "),
                    targets: video.frames.indices.map { index in
                        Target(
                            frame: index,
                            imageID: "\(video.id)/\(expression.id)/\(video.frames[index])",
                            truth: hasTruth
                                ? Self.truth(own, at: index, frame: frames[index]) : nil)
                    })
            }
            return Video(id: video.id, frames: .images(frames), sentences: sentences)
        }
        guard !videos.isEmpty else {
            throw DatasetError.nothingFound(
                root: root, subset: subset, expected: "videos in \(list)", .mevis)
        }
        return Dataset(benchmark: .mevis, subset: subset, root: root, videos: videos)
    }

    private static func truth(_ own: [Annotation], at index: Int, frame: String) -> Truth {
        guard let first = own.first else { return .nothing(frame: frame) }
        return .runs(
            own.compactMap { $0.masks[index] }, width: first.width, height: first.height)
    }

    /// An annotation that fits the video; nil after a report.
    private func annotation(
        _ found: Annotation?, _ number: Int, frames: Int, _ place: String, _ hasTruth: Bool
    ) throws -> Annotation? {
        guard hasTruth else { return nil }
        guard let found else {
            try problems.report(
                .badRow(
                    path: masks, place: place, found: "no annotation \(number)",
                    expected: "the masks of every anno_id of \(list)"))
            return nil
        }
        guard found.masks.count == frames else {
            try problems.report(
                .badRow(
                    path: masks, place: "annotation \(number)", found: "\(found.masks.count) masks",
                    expected: "\(frames), one for every frame of \(place)"))
            return nil
        }
        // Never seen: of no size, and part of no union.
        return found.width == 0 ? nil : found
    }

    private func annotations(_ needed: Set<Int>) throws -> [Int: Annotation] {
        var annotations: [Int: Annotation] = [:]
        try DatasetFiles.json(masks, what: "the masks", .mevis) { scanner in
            try scanner.object { scanner, key in
                guard let number = Int(key), needed.contains(number) else {
                    return try scanner.skip()
                }
                var annotation = Annotation()
                try scanner.array { scanner in
                    if scanner.acceptNull() { return annotation.masks.append(nil) }
                    let runs = try runs(&scanner, number)
                    if annotation.width == 0 {
                        (annotation.width, annotation.height) = (runs.width, runs.height)
                    }
                    guard (runs.width, runs.height) == (annotation.width, annotation.height) else {
                        throw DatasetError.badRow(
                            path: masks, place: "annotation \(number)",
                            found: "a mask of \(runs.width)x\(runs.height)",
                            expected:
                                "\(annotation.width)x\(annotation.height) as in the frames before")
                    }
                    annotation.masks.append(runs.counts)
                }
                annotations[number] = annotation
            }
        }
        return annotations
    }

    /// `{"size": [height, width], "counts": …}`
    private func runs(
        _ scanner: inout JSONScanner, _ number: Int
    ) throws -> (width: Int, height: Int, counts: String) {
        var size: [Int] = []
        var counts: String?
        var plain: [Int] = []
        try scanner.object { scanner, key in
            switch key {
            case "size": size = try scanner.wholeNumbers()
            case "counts":
                if try scanner.kind() == .string {
                    counts = try scanner.string()
                } else {
                    plain = try scanner.wholeNumbers()
                }
            default: try scanner.skip()
            }
        }
        do {
            guard size.count == 2 else {
                throw MaskError.badRunLengths(reason: "size \(size)")
            }
            if let counts { return (size[1], size[0], counts) }
            let runs = try RunLengths(width: size[1], height: size[0], counts: plain)
            return (size[1], size[0], runs.compressed)
        } catch let error as MaskError {
            throw DatasetError.badRow(
                path: masks, place: "annotation \(number)", found: error.description,
                expected: "the run lengths of a mask")
        }
    }
}
