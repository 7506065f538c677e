import Foundation

/// A place in memory for the files of one input, one for a process.
enum InputFolder {
    static let path: String = {
        let memory = "/dev/shm"
        let parent = access(memory, W_OK) == 0 ? memory : NSTemporaryDirectory()
        let path = (parent as NSString).appendingPathComponent("refseg-input-\(getpid())")
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        atexit { try? FileManager.default.removeItem(atPath: InputFolder.path) }
        return path
    }()

    /// Writes a file, and the folders above it, and returns its path.
    static func write(_ bytes: some Sequence<UInt8>, to name: String) -> String {
        let place = (path as NSString).appendingPathComponent(name)
        let folder = (place as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(fileURLWithPath: place))
        } catch {
            fatalError("\(place): \(error)")
        }
        return place
    }
}
