extension A2DSentences {
    /// Reads the lists that MTTR's list of samples stands in for, and finds masks of videos that none has.
    static func check(_ place: BenchmarkDescription.Place, _ found: Findings) throws {
        let problems = place.problems
        let reader = A2DSentences(
            layout: Layout(root: place.root, subset: place.subset), problems: problems)
        let listed = try problems.collecting { try reader.listedVideos() } ?? [:]
        let rows = try problems.collecting { try reader.rows(listed) }
        let missed = try problems.collecting { try reader.missedVideos() }
        if let missed, let described = rows.map({ Set($0.map(\.video)) }) {
            // The list of missed videos has all that nobody described.
            for video in Set(listed.keys).subtracting(described).subtracting(missed).sorted() {
                found.note(
                    .badRow(
                        path: reader.layout.annotation, place: "video \(video)",
                        found: "no sentence", expected: "one or more"))
            }
        }
        let masks = reader.layout.masks("")
        for video in DatasetFiles.names(in: masks) ?? [] where listed[video] == nil {
            found.note(
                .unknownVideo(
                    path: masks, place: "folder \(video)", video: video,
                    list: reader.layout.videoSet))
        }
    }
}
