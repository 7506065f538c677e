import Foundation
import Media
import Testing

extension TemporaryFolder {
    /// A square that moves over a plain ground, as PNG or JPEG frames 00000, 00001, ….
    func makeClip(
        _ folder: String = "frames", frames: Int = 3, width: Int = 96, height: Int = 64,
        suffix: String = "jpg"
    ) throws {
        try makeFolder(folder)
        for index in 0..<frames {
            let name = String(format: "%@/%05d.%@", folder, index, suffix)
            try makeImage(name, width: width, height: height, shift: index * 2)
        }
    }

    /// One picture: a red square, `shift` pixels from the left, on green ground.
    func makeImage(_ name: String, width: Int = 96, height: Int = 64, shift: Int = 0) throws {
        var pixels: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                let inside =
                    (height / 4..<height * 3 / 4).contains(y)
                    && (shift + width / 4..<shift + width / 2).contains(x)
                let texture = UInt8((x * 7 + y * 13) % 23)
                pixels += inside ? [200 + texture, 30, 40] : [60, 120 + texture, 50]
            }
        }
        let image = RGBImage(width: width, height: height, pixels: pixels)
        if name.hasSuffix("png") {
            try image.writePNG(to: path + "/" + name)
        } else {
            try image.writeJPEG(to: path + "/" + name)
        }
    }

    /// Cuts a file to its first `share`.
    func truncate(_ name: String, to share: Double) throws {
        let whole = try bytes(name)
        try write(whole.prefix(Int(Double(whole.count) * share)), to: name)
    }

    /// All masks of a query, by frame name.
    func masks(_ output: String, query: Int = 0) throws -> [String: Data] {
        let folder = "\(output)/masks/\(query)"
        let names = try #require(entries(folder), "no folder \(folder)")
        return try Dictionary(
            uniqueKeysWithValues: names.map { ($0, try bytes("\(folder)/\($0)")) })
    }

    /// Pixels of the object in every mask of a query.
    func areas(_ output: String, query: Int) throws -> [Int] {
        let folder = "\(output)/masks/\(query)"
        return try #require(entries(folder), "no folder \(folder)").map {
            try LabelMap(path: "\(path)/\(folder)/\($0)").foreground.area
        }
    }
}

/// PNG files that no encoder writes.
enum CraftedPNG {
    /// Signature and a valid IHDR that claims a size, with nothing behind them.
    static func header(width: UInt32, height: UInt32) -> Data {
        var chunk = Data("IHDR".utf8)
        for number in [width, height] {
            withUnsafeBytes(of: number.bigEndian) { chunk.append(contentsOf: $0) }
        }
        chunk.append(contentsOf: [8, 2, 0, 0, 0])
        var file = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13])
        file.append(chunk)
        withUnsafeBytes(of: checksum(chunk).bigEndian) { file.append(contentsOf: $0) }
        file.append(Data(count: 64))
        return file
    }

    /// CRC-32 of PNG (ISO 3309).
    private static func checksum(_ bytes: Data) -> UInt32 {
        var value: UInt32 = 0xffff_ffff
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xedb8_8320 }
        }
        return ~value
    }
}
