import Files
import Foundation
import Segmenter

/// Where an input's results go when no folder is named: `refseg-out/` and the part of its path that tells
/// it from others. Results of another input are left alone.
struct OutputName {
    /// Where results go when no folder is named.
    static let usualParent = "refseg-out"

    private let parent: String
    private let input: String
    /// Whether an earlier input of the same name is the same: not what was piped in.
    private let isLasting: Bool
    /// All parts of the absolute path, the last one without its extension if it is a file's.
    private let parts: [String]
    /// Of a file.
    private let suffix: String?
    /// Folders above the input that stand in the first name that is tried.
    private let depth: Int

    /// - `input`: a path as the user wrote it; `parent`: the folder of the results of several.
    init(_ input: String, in parent: String = usualParent) {
        self.parent = parent
        let url = URL(fileURLWithPath: input == PipedInput.name ? PipedInput.file : input)
            .standardizedFileURL
        var status = stat()
        let isFolder = stat(url.path.pathBytes, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        var parts = url.pathComponents.filter { $0 != "/" }
        let suffix = isFolder || url.pathExtension.isEmpty ? nil : url.pathExtension
        if suffix != nil, let last = parts.popLast() {
            parts.append((last as NSString).deletingPathExtension)
        }
        self.input = input
        isLasting = input != PipedInput.name
        self.parts = parts.isEmpty ? ["root"] : parts.map(\.legiblePath)
        self.suffix = suffix
        // Folders of frames are all called alike, films are not.
        let written = input.split(separator: "/").dropLast().last.map(String.init)
        let saysMore = written.map { ![".", "..", "~"].contains($0) } ?? false
        depth = isFolder && saysMore && self.parts.count > 1 ? 1 : 0
    }

    /// The part of the path that tells the input from others, at its shortest.
    var name: String { parts.suffix(depth + 1).joined(separator: "-") }

    /// The first place that does not hold another input's results.
    var place: String {
        var names: [String] = []
        for depth in depth..<(isLasting ? parts.count : depth + 1) {
            let name = parts.suffix(depth + 1).joined(separator: "-")
            names.append(name)
            if let suffix { names.append("\(name)-\(suffix)") }
        }
        let isFree = { (name: String) in !holdsOther("\(parent)/\(name)") }
        if let name = names.first(where: isFree) { return "\(parent)/\(name)" }
        var number = 2
        while !isFree("\(names[0])-\(number)") { number += 1 }
        return "\(parent)/\(names[0])-\(number)"
    }

    /// Whether a folder holds results of another input.
    private func holdsOther(_ folder: String) -> Bool {
        guard let results = EarlierResults(folder: folder) else { return false }
        guard isLasting, let other = results.input else { return true }
        return Self.resolved(other) != Self.resolved(input.legiblePath)
    }

    private static func resolved(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }
}
