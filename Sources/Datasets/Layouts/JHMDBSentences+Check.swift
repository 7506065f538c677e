extension JHMDBSentences {
    /// Whether the sentences of `jhmdb_annotation.txt` are those of the list of samples.
    static func check(_ place: BenchmarkDescription.Place, _ found: Findings) throws {
        let (root, problems) = (place.root, place.problems)
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
