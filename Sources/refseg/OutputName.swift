import Foundation

/// Where an input's results go when no folder is named: `refseg-out/` and the part of its path that tells
/// it from others. Results of another input are left alone.
struct OutputName {
    private static let parent = "refseg-out"

    private let input: String
    /// All parts of the absolute path, the last one without its extension if it is a file's.
    private let parts: [String]
    /// Of a file.
    private let suffix: String?
    /// Folders above the input that stand in the first name that is tried.
    private let depth: Int

    /// - `input`: a path as the user wrote it.
    init(_ input: String) {
        let url = URL(fileURLWithPath: input).standardizedFileURL
        var status = stat()
        let isFolder = stat(url.path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        var parts = url.pathComponents.filter { $0 != "/" }
        let suffix = isFolder || url.pathExtension.isEmpty ? nil : url.pathExtension
        if suffix != nil, let last = parts.popLast() {
            parts.append((last as NSString).deletingPathExtension)
        }
        self.input = input
        self.parts = parts.isEmpty ? ["root"] : parts
        self.suffix = suffix
        // Folders of frames are all called alike, films are not.
        let written = input.split(separator: "/").dropLast().last.map(String.init)
        let saysMore = written.map { ![".", "..", "~"].contains($0) } ?? false
        depth = isFolder && saysMore && self.parts.count > 1 ? 1 : 0
    }

    /// The first place that does not hold another input's results.
    var place: String {
        var names: [String] = []
        for depth in depth..<parts.count {
            let name = parts.suffix(depth + 1).joined(separator: "-")
            names.append(name)
            if let suffix { names.append("\(name)-\(suffix)") }
        }
        let isFree = { (name: String) in !Self.holdsOther("\(Self.parent)/\(name)", than: input) }
        if let name = names.first(where: isFree) { return "\(Self.parent)/\(name)" }
        var number = 2
        while !isFree("\(names[0])-\(number)") { number += 1 }
        return "\(Self.parent)/\(names[0])-\(number)"
    }

    /// Whether a folder holds results of another input.
    private static func holdsOther(_ folder: String, than input: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: folder + "/result.json") else { return false }
        defer { try? file.close() }
        let start = String(decoding: (try? file.read(upToCount: 1 << 16)) ?? Data(), as: UTF8.self)
        guard start.hasPrefix(OutputFolder.signature) else { return false }
        let key = "\"input\":"
        let line = start.split(separator: "\n").first { $0.hasPrefix(key) }
        struct Input: Decodable { let path: String }
        guard let line, line.hasSuffix(","),
            let found = try? JSONDecoder().decode(
                Input.self, from: Data(line.dropFirst(key.count).dropLast().utf8))
        else { return true }
        return resolved(found.path) != resolved(input)
    }

    private static func resolved(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }
}
