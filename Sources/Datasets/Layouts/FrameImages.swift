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
        if let name = Self.gap(in: names) {
            try reportMissing(
                DatasetFiles.path(folder, name), "a frame between its neighbours")
        }
        return names.map { DatasetFiles.path(folder, $0) }
    }

    /// The name of the first frame that is missing among numbered ones: their numbers grow by one step, but
    /// in one place or two of many.
    private static func gap(in names: [String]) -> String? {
        let numbers = names.compactMap { Int(stem($0)) }
        guard numbers.count == names.count, numbers.count > 3 else { return nil }
        let steps = zip(numbers.dropFirst(), numbers).map { $0 - $1 }
        let step = steps.sorted()[steps.count / 2]
        let gaps = steps.indices.filter { steps[$0] != step }
        guard step > 0, let first = gaps.first, gaps.count <= max(1, steps.count / 20),
            gaps.allSatisfy({ steps[$0] > step && steps[$0] % step == 0 })
        else { return nil }
        let before = stem(names[first])
        let digits = String(numbers[first] + step)
        let zeros = String(repeating: "0", count: max(0, before.count - digits.count))
        return "\(zeros)\(digits).\((names[first] as NSString).pathExtension)"
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
