/// Ref-YouTube-VOS (Seo et al. 2020, URVOS).
///
///     meta_expressions/<subset>/meta_expressions.json
///     <subset>/JPEGImages/<video>/<frame>.jpg
///     train/Annotations/<video>/<frame>.png         palette index = object
///
/// The list of the validation set has the videos of the test set too; only the others are scored. Where
/// the validation masks that were published in 2026 are there, as `valid/Annotations` with palettes and
/// `obj_id` in the list, or with a folder of masks for every expression, they are the truth.
struct RefYouTubeVOS {
    let root: String
    let subset: String
    let problems: Problems

    /// Videos that the competition scored.
    private static let scoredVideos = 202

    static let description = BenchmarkDescription(
        title: "Ref-YouTube-VOS", source: "youtube-vos.org/dataset/rvos",
        subsets: ["valid", "train", "test"],
        published: ["valid": PublishedCounts(videos: scoredVideos, sentences: 834)],
        read: {
            try RefYouTubeVOS(root: $0.root, subset: $0.subset, problems: $0.problems).dataset()
        })

    private func list(_ subset: String) -> String {
        DatasetFiles.path(root, "meta_expressions", subset, "meta_expressions.json")
    }

    private func dataset() throws -> Dataset {
        var listed = try MetaExpressions.read(list(subset), .refYouTubeVOS, problems)
        if subset == "valid" {
            let others = try testVideos(besides: listed.count)
            listed.removeAll { others.contains($0.id) }
        }
        let videos = try listed.map(video)
        guard !videos.isEmpty else {
            throw DatasetError.nothingFound(
                root: root, subset: subset, expected: "videos in \(list(subset))", .refYouTubeVOS)
        }
        return Dataset(benchmark: .refYouTubeVOS, subset: subset, root: root, videos: videos)
    }

    /// Videos of the test set; their list is needed unless the validation list was thinned already.
    private func testVideos(besides count: Int) throws -> Set<String> {
        let path = list("test")
        if count <= Self.scoredVideos, !DatasetFiles.exists(path) { return [] }
        let listed = try problems.collecting {
            try MetaExpressions.read(path, .refYouTubeVOS, problems)
        }
        return Set(listed?.map(\.id) ?? [])
    }

    private func video(_ listed: MetaExpressions.Video) throws -> Video {
        let images = FrameImages(benchmark: .refYouTubeVOS, problems: problems)
        let frames = try images.listed(
            DatasetFiles.path(root, subset, "JPEGImages", listed.id), listed.frames)
        let annotations = DatasetFiles.path(root, subset, "Annotations", listed.id)
        let isAnnotated = DatasetFiles.isFolder(annotations)
        if subset == "train", !isAnnotated {
            try images.reportMissing(annotations, "the masks of a video")
        }
        var masks: Set<String> = []
        let sentences = try listed.expressions.map { expression in
            let own = DatasetFiles.path(annotations, expression.id)
            let isOwn = isAnnotated && DatasetFiles.isFolder(own)
            let object = expression.objects.first
            let label = object.flatMap { UInt8(exactly: $0) }
            if isAnnotated, !isOwn, label == nil, object != nil || subset == "train" {
                try problems.report(
                    .badRow(
                        path: list(subset),
                        place: "video \(listed.id), expression \(expression.id)",
                        found: object.map { "object \($0)" } ?? "no obj_id",
                        expected: "the number of an object, 1 to 255"))
            }
            let targets = listed.frames.enumerated().map { index, frame in
                var truth: Truth?
                if isOwn {
                    let path = DatasetFiles.path(own, "\(frame).png")
                    truth = .foreground(path: path)
                    masks.insert(path)
                } else if isAnnotated, let label {
                    let path = DatasetFiles.path(annotations, "\(frame).png")
                    truth = .label(path: path, object: label)
                    masks.insert(path)
                }
                return Target(
                    frame: index, imageID: "\(listed.id)/\(expression.id)/\(frame)", truth: truth)
            }
            return Sentence(
                id: expression.id, text: expression.text, object: object.map(String.init),
                targets: targets)
        }
        try images.expect(masks.sorted(), what: "masks")
        return Video(id: listed.id, frames: .images(frames), sentences: sentences)
    }
}
