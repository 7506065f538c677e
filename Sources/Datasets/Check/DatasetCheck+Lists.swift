extension DatasetCheck {
    /// Checks what an evaluation does not need to look at: lists that others stand in for, and
    /// annotations that no list asks for.
    func checkLists(
        _ benchmark: Benchmark, _ root: String, _ subset: String, _ problems: Problems
    ) throws {
        switch benchmark {
        case .a2dSentences: try checkA2D(root, subset, problems)
        case .jhmdbSentences: try checkJHMDB(root, problems)
        default: break
        }
    }

    private func checkA2D(_ root: String, _ subset: String, _ problems: Problems) throws {
        let reader = A2DSentences(
            layout: A2DSentences.Layout(root: root, subset: subset), problems: problems)
        let listed = try problems.collecting { try reader.listedVideos() } ?? [:]
        _ = try problems.collecting { try reader.rows(listed) }
        _ = try problems.collecting { try reader.missedVideos() }
        let masks = reader.layout.masks("")
        for video in DatasetFiles.names(in: masks) ?? [] where listed[video] == nil {
            found.note(
                .unknownVideo(
                    path: masks, place: "folder \(video)", video: video,
                    list: reader.layout.videoSet))
        }
    }

    /// The sentences of `jhmdb_annotation.txt` are those of the list of samples.
    private func checkJHMDB(_ root: String, _ problems: Problems) throws {
        let path = DatasetFiles.path(root, "jhmdb_annotation.txt")
        let rows = try problems.collecting {
            try DatasetFiles.rows(path, what: "the sentences", .jhmdbSentences)
        }
        var lines: [String: Int] = [:]
        let known = try problems.collecting {
            try Dataset(.jhmdbSentences, root: root, problems: Problems { _ in })
        }
        let videos = known.map { Set($0.videos.map(\.id)) }
        for row in rows ?? [] where row.fields.first != "video_id" {
            let place = "line \(row.line)"
            guard row.fields.count >= 2 else {
                found.note(
                    .badRow(
                        path: path, place: place, found: "\"\(row.fields.joined(separator: ","))\"",
                        expected: "video_id,query"))
                continue
            }
            if let first = lines.updateValue(row.line, forKey: row.fields[0]) {
                found.note(.duplicateRow(path: path, place: place, first: "line \(first)"))
            }
            if let videos, !videos.contains(row.fields[0]) {
                found.note(
                    .unknownVideo(
                        path: path, place: place, video: row.fields[0],
                        list: DatasetFiles.path(root, "jhmdb_sentences_samples_metadata.json")))
            }
        }
    }
}
