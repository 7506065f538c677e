import Parsing

/// Plain clips, one a folder: `frames/<frame>.jpg`, `masks/<object>/<frame>.png` for the frames that are
/// annotated, and `meta.json` with `{"objects": {object: {"expressions": [text, …]}}}`.
struct ClipFolders {
    let root: String
    let problems: Problems

    static let description = BenchmarkDescription(
        title: "clip folders", source: "whoever made the clips", subsets: ["all"],
        read: { try ClipFolders(root: $0.root, problems: $0.problems).dataset() })

    private func dataset() throws -> Dataset {
        var videos: [Video] = []
        if DatasetFiles.isFolder(DatasetFiles.path(root, "frames")) {
            if let clip = try clip("clip", root) { videos.append(clip) }
        } else {
            for name in DatasetFiles.names(in: root) ?? [] {
                let folder = DatasetFiles.path(root, name)
                guard DatasetFiles.isFolder(folder), DatasetFiles.isSafe(name) else { continue }
                if let clip = try clip(name, folder) { videos.append(clip) }
            }
        }
        guard !videos.isEmpty else {
            throw DatasetError.nothingFound(
                root: root, subset: "all", expected: "folders with frames, masks and meta.json",
                .clips)
        }
        return Dataset(benchmark: .clips, subset: "all", root: root, videos: videos)
    }

    private func clip(_ id: String, _ folder: String) throws -> Video? {
        let list = DatasetFiles.path(folder, "meta.json")
        guard let objects = try problems.collecting({ try objects(list) }) else { return nil }
        if objects.allSatisfy(\.texts.isEmpty) {
            try problems.report(
                .badRow(
                    path: list, place: "objects", found: "no expressions",
                    expected: "at least one"))
        }
        let images = FrameImages(benchmark: .clips, problems: problems)
        let frames = try images.found(DatasetFiles.path(folder, "frames"))
        var sentences: [Sentence] = []
        for (object, texts) in objects {
            guard DatasetFiles.isSafe(object) else {
                try problems.report(.unsafeName(path: list, place: "objects", name: object))
                continue
            }
            let masks = DatasetFiles.path(folder, "masks", object)
            let files = DatasetFiles.names(in: masks) ?? []
            let annotated = Set(files.filter { $0.hasSuffix(".png") }.map(FrameImages.stem))
            for name in files where name.hasSuffix(".jpg") || name.hasSuffix(".jpeg") {
                try problems.report(
                    .media(
                        .noLabels(path: DatasetFiles.path(masks, name), found: "JPEG data")))
            }
            if annotated.isEmpty { try images.reportMissing(masks, "the masks of an object") }
            let known = Set(frames.map(FrameImages.stem))
            for name in annotated.subtracting(known).sorted() {
                try problems.report(
                    .frameBeyond(
                        path: DatasetFiles.path(masks, "\(name).png"), frame: Int(name) ?? 0,
                        video: id, frames: frames.count))
            }
            for (number, text) in texts.enumerated() {
                let sentence = "\(object).\(number)"
                sentences.append(
                    Sentence(
                        id: sentence, text: text, object: object,
                        targets: frames.enumerated().compactMap { index, frame in
                            let name = FrameImages.stem(frame)
                            guard annotated.contains(name) else { return nil }
                            return Target(
                                frame: index, imageID: "\(id)/\(sentence)/\(name)",
                                truth: .foreground(path: DatasetFiles.path(masks, "\(name).png")))
                        }))
            }
        }
        return Video(id: id, frames: .images(frames), sentences: sentences)
    }

    private func objects(_ list: String) throws -> [(object: String, texts: [String])] {
        var objects: [(object: String, texts: [String])] = []
        try DatasetFiles.json(list, what: "the sentences of a clip", .clips) { scanner in
            try scanner.object { scanner, key in
                guard key == "objects" else { return try scanner.skip() }
                try scanner.object { scanner, object in
                    var texts: [String] = []
                    try scanner.object { scanner, key in
                        guard key == "expressions" else { return try scanner.skip() }
                        try scanner.array { texts.append(try $0.string()) }
                    }
                    objects.append((object, texts))
                }
            }
        }
        return objects
    }
}
