import Media

extension SegmentationReport.Input {
    /// What is told of a clip.
    ///
    /// - `name`: what the user calls it.
    /// - `selection`: the frames that are taken.
    package init(
        _ source: FrameSource, named name: String, taking selection: FrameSelection = .all
    ) {
        let taken = SegmentationReport.Taken(selection)
        switch source {
        case .folder(let folder) where folder.files == [folder.path]:
            self.init(path: name, kind: "image", taken: taken)
        case .folder: self.init(path: name, kind: "folder", taken: taken)
        case .video(let video):
            self.init(
                path: name, kind: "video", frameRate: video.frameRate, duration: video.duration,
                beginning: video.beginning, taken: taken)
        }
    }
}
