/// Forms of a clip's masks that other programs read.
enum ClipExport: String, CaseIterable {
    /// Label maps, as DAVIS has them.
    case palette
    /// A data set of COCO's.
    case coco
    /// The tree of Ref-YouTube-VOS.
    case youtubeVOS = "youtube-vos"
    /// A table of boxes.
    case csv
}
