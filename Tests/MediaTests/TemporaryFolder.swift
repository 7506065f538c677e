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

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
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

extension Mask {
    static func random(
        _ width: Int, _ height: Int, share: Double, using generator: inout SeededGenerator
    ) -> Mask {
        Mask(
            width: width, height: height,
            bytes: (0..<(width * height)).map { _ in
                Double.random(in: 0..<1, using: &generator) < share ? 1 : 0
            })
    }

    static func rectangle(_ width: Int, _ height: Int, _ box: Box) -> Mask {
        Mask(
            width: width, height: height,
            bytes: (0..<(width * height)).map { index in
                let (x, y) = (index % width - box.x, index / width - box.y)
                return x >= 0 && y >= 0 && x < box.width && y < box.height ? 1 : 0
            })
    }
}
