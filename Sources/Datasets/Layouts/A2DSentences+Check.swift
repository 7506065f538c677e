extension A2DSentences {
    /// Reads the lists that MTTR's list of samples stands in for, and finds masks of videos that none has.
    static func check(_ place: BenchmarkDescription.Place, _ found: Findings) throws {
        let problems = place.problems
        let reader = A2DSentences(
            layout: Layout(root: place.root, subset: place.subset), problems: problems)
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
}
