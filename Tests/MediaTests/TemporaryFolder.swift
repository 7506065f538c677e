import Foundation

@testable import Media

/// A folder of its own for one test, gone with it.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "media-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Path of an entry.
    func file(_ name: String) -> String { path + "/" + name }

    @discardableResult
    func write(_ bytes: some Sequence<UInt8>, _ name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: file(name), withIntermediateDirectories: true)
    }

    var entries: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }
}

extension RGBImage {
    /// A smooth picture without symmetries.
    static func gradient(_ width: Int, _ height: Int) -> RGBImage {
        RGBImage(
            width: width, height: height,
            pixels: (0..<(width * height * 3)).map { index in
                let (x, y) = (index / 3 % width, index / 3 / width)
                return [UInt8(x * 255 / width), UInt8(y * 255 / height), 128][index % 3]
            })
    }
}
