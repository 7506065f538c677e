import Foundation

/// Frames of a video that a dataset stores as images.
struct FrameImages {
    let benchmark: Benchmark
    let problems: Problems

    /// Paths of the frames that a list names; what is not there is reported once for the video.
    func listed(_ folder: String, _ names: [String]) throws -> [String] {
        let paths = names.map { DatasetFiles.path(folder, "\($0).jpg") }
        try expect(paths, what: "frames")
        return paths
    }

    /// Paths of all images in a folder, by name.
    func found(_ folder: String) throws -> [String] {
        let names = (DatasetFiles.names(in: folder) ?? []).filter {
            ["jpg", "jpeg", "png"].contains(($0 as NSString).pathExtension.lowercased())
        }
        if names.isEmpty { try reportMissing(folder, "the frames of a video") }
        return names.map { DatasetFiles.path(folder, $0) }
    }

    /// Reports the first of the files that are not there, with their number.
    func expect(_ paths: [String], what: String) throws {
        let missing = paths.filter { !DatasetFiles.exists($0) }
        guard let first = missing.first else { return }
        try reportMissing(
            first,
            missing.count == 1
                ? "one of the video's \(paths.count) \(what)"
                : "\(paths.count) \(what) of the video, of which \(missing.count) are missing")
    }

    func reportMissing(_ path: String, _ what: String) throws {
        try problems.report(
            DatasetFiles.loops(path)
                ? .linkLoop(path: path) : .missing(path: path, what: what, benchmark))
    }

    static func stem(_ path: String) -> String {
        ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    }
}
