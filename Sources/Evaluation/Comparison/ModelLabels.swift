import Foundation

/// What the models of a comparison are called: by their files' names, with as many of the folders above
/// as tell them apart.
package enum ModelLabels {
    private static let extensions: Set<String> = ["tar", "pth", "pt", "bin", "safetensors"]

    /// One label a path, all different; each can be a folder's name.
    ///
    /// - `paths`: of different files.
    package static func labels(of paths: [String]) -> [String] {
        let names = paths.map(candidates)
        let depth = names.map(\.count).max() ?? 0
        var labels: [String] = []
        for own in names.indices {
            let others = names.indices.filter { $0 != own }
            let telling = (0..<depth).first { level in
                let name = at(level, names[own])
                return others.allSatisfy { at(level, names[$0]) != name }
            }
            let label = at(telling ?? depth, names[own])
            // `a/b` and `a-b` may still meet.
            let numbered = sequence(first: 1) { $0 + 1 }.lazy
                .map { $0 == 1 ? label : "\(label)-\($0)" }
            labels.append(numbered.first { !labels.contains($0) } ?? label)
        }
        return labels
    }

    private static func at(_ level: Int, _ names: [String]) -> String {
        names[min(level, names.count - 1)]
    }

    /// The stem, the file's name, then both with more and more of the folders above.
    private static func candidates(_ path: String) -> [String] {
        let parts = URL(fileURLWithPath: path).standardizedFileURL.pathComponents
            .filter { $0 != "/" }
        let file = parts.last ?? path
        var stem = file
        while extensions.contains((stem as NSString).pathExtension.lowercased()) {
            stem = (stem as NSString).deletingPathExtension
        }
        let above = parts.dropLast()
        return (0...above.count).flatMap { depth in
            [stem, file].map { (above.suffix(depth) + [$0]).joined(separator: "-") }
        }
    }
}
