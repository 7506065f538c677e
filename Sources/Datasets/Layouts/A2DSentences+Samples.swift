import Parsing

extension A2DSentences {
    /// A sentence in a frame.
    struct Sample {
        let video: String
        /// From 1.
        let frame: Int
        let instance: Int
        let query: String
        /// The row of the sentence, where samples of one row belong together.
        let row: Int?
    }

    /// The samples of MTTR's list.
    func listedSamples() throws -> [Sample] {
        let path = layout.samples
        var samples: [Sample] = []
        try DatasetFiles.json(path, what: "the list of samples", .a2dSentences) { scanner in
            try scanner.array { scanner in
                let place = "sample \(samples.count)"
                var texts: [String] = []
                var numbers: [Int] = []
                try scanner.array { scanner in
                    if try scanner.kind() == .string {
                        texts.append(try scanner.string())
                    } else {
                        numbers.append(try scanner.wholeNumber())
                    }
                }
                guard texts.count == 2, numbers.count == 2, numbers[0] >= 1 else {
                    throw DatasetError.badRow(
                        path: path, place: place,
                        found: "\(texts.count) texts and \(numbers.count) numbers",
                        expected: "query, video, frame from 1, instance")
                }
                samples.append(
                    Sample(
                        video: texts[1], frame: numbers[0], instance: numbers[1], query: texts[0],
                        row: nil))
            }
        }
        return try samples.enumerated().filter { index, sample in
            try isSafe(sample.video, path, "sample \(index)")
        }.map(\.element)
    }

    /// The samples that the annotation files themselves give: every sentence in every annotated frame
    /// whose file has its instance.
    func foundSamples(
        _ listed: [String: ListedVideo], _ truth: TruthReader
    ) throws -> [Sample] {
        let missed = try missedVideos()
        let rows = try rows(listed).filter {
            listed[$0.video]?.subset == layout.subset && !missed.contains($0.video)
        }
        var annotated: [String: [(frame: Int, instances: [Int])]] = [:]
        var samples: [Sample] = []
        for row in rows {
            let frames = try annotated[row.video] ?? annotatedFrames(row.video, listed, truth)
            annotated[row.video] = frames
            for (frame, instances) in frames where instances.contains(row.instance) {
                samples.append(
                    Sample(
                        video: row.video, frame: frame, instance: row.instance, query: row.query,
                        row: row.line))
            }
        }
        return samples
    }

    /// The annotated frames of a video, from 1, with their instances.
    private func annotatedFrames(
        _ video: String, _ listed: [String: ListedVideo], _ truth: TruthReader
    ) throws -> [(frame: Int, instances: [Int])] {
        let folder = layout.masks(video)
        guard let names = DatasetFiles.names(in: folder) else {
            try problems.report(
                DatasetFiles.loops(folder)
                    ? .linkLoop(path: folder)
                    : .missing(path: folder, what: "the masks of a video", .a2dSentences))
            return []
        }
        var frames: [(frame: Int, instances: [Int])] = []
        for name in names where name.hasSuffix(".h5") {
            let path = DatasetFiles.path(folder, name)
            guard let frame = Int(name.dropLast(3)), frame >= 1 else {
                try problems.report(
                    .badRow(
                        path: path, place: "its name", found: name,
                        expected: "the number of a frame, such as 00012.h5"))
                continue
            }
            let instances = try problems.collecting { try A2DMasks(path, truth).instances() }
            frames.append((frame, instances ?? []))
        }
        return frames
    }

    /// Groups samples by video and sentence.
    func dataset(_ samples: [Sample], _ listed: [String: ListedVideo]) throws -> Dataset {
        struct Key: Hashable { let instance: Int, query: String, row: Int? }
        var order: [String] = []
        var byVideo: [String: (keys: [Key], targets: [Key: [Target]])] = [:]
        for sample in samples {
            if byVideo[sample.video] == nil {
                order.append(sample.video)
                if listed[sample.video] == nil {
                    try problems.report(
                        .unknownVideo(
                            path: layout.samples, place: "its samples", video: sample.video,
                            list: layout.videoSet))
                }
            }
            let path = layout.masks(sample.video, frame: sample.frame)
            if let frames = listed[sample.video]?.frames, sample.frame > frames {
                try problems.report(
                    .frameBeyond(
                        path: path, frame: sample.frame, video: sample.video, frames: frames))
            }
            let key = Key(instance: sample.instance, query: sample.query, row: sample.row)
            var entry = byVideo[sample.video] ?? ([], [:])
            if entry.targets[key] == nil { entry.keys.append(key) }
            entry.targets[key, default: []].append(
                Target(
                    frame: sample.frame - 1,
                    imageID: "v_\(sample.video)_f_\(sample.frame)_i_\(sample.instance)",
                    truth: .hdf5(path: path, instance: sample.instance)))
            byVideo[sample.video] = entry
        }
        var videos: [Video] = []
        for id in order {
            guard let entry = byVideo[id] else { continue }
            let clip = layout.clip(id)
            if !DatasetFiles.exists(clip) {
                try problems.report(
                    DatasetFiles.loops(clip)
                        ? .linkLoop(path: clip)
                        : .missing(
                            path: clip, what: "the video of \(entry.keys.count) sentences",
                            .a2dSentences))
            }
            // An instance may have several sentences: the first is named by the instance alone.
            var uses: [Int: Int] = [:]
            let sentences = entry.keys.map { key in
                let earlier = uses[key.instance, default: 0]
                uses[key.instance] = earlier + 1
                return Sentence(
                    id: "\(key.instance)" + (earlier == 0 ? "" : ".\(earlier)"), text: key.query,
                    object: "\(key.instance)", targets: entry.targets[key] ?? [])
            }
            videos.append(Video(id: id, frames: .file(clip), sentences: sentences))
        }
        guard !videos.isEmpty else {
            throw DatasetError.nothingFound(
                root: layout.root, subset: layout.subset,
                expected: "Release/videoset.csv and text_annotations", .a2dSentences)
        }
        return Dataset(
            benchmark: .a2dSentences, subset: layout.subset, root: layout.root, videos: videos)
    }
}
