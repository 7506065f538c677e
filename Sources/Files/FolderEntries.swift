import Foundation

/// Names of the entries of a folder that do not begin with a dot, in no order; nil, with `errno` set,
/// where it cannot be listed. What other systems leave beside files is passed over like hidden ones.
package func visibleNames(in folder: String) -> [String]? {
    guard let stream = opendir(folder.pathBytes) else { return nil }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
            String(pathBytes: raw.prefix { $0 != 0 })
        }
        if !name.hasPrefix("."), !leftovers.contains(name) { names.append(name) }
    }
    return names
}

/// macOS' copies of attributes in archives, Windows' and NAS boxes' thumbnails.
private let leftovers: Set<String> = ["__MACOSX", "Thumbs.db", "desktop.ini", "@eaDir"]
