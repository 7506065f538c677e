import Foundation
import Media
import Randomness

/// One damage to one file of a data set, drawn by a number.
struct Damage: CustomStringConvertible {
    private(set) var description = ""

    /// Does it.
    init(seed: UInt64, root: String) throws {
        var random = SplitMix64(seed: seed)
        let files = try FileManager.default.subpathsOfDirectory(atPath: root)
            .filter { Self.kinds[($0 as NSString).pathExtension] != nil }.sorted()
        // Lists are few and matter most.
        let lists = files.filter { Self.kinds[($0 as NSString).pathExtension] == .list }
        let pool = !lists.isEmpty && Bool.random(using: &random) ? lists : files
        guard let file = pool.randomElement(using: &random),
            let kind = Self.kinds[(file as NSString).pathExtension],
            let way = kind.ways.randomElement(using: &random)
        else { preconditionFailure("no files in \(root)") }
        description = "\(way) \(file)"
        try way.apply(to: file, among: files, root, &random)
    }

    private static let kinds: [String: Kind] = [
        "json": .list, "txt": .list, "csv": .list, "jpg": .image, "png": .image, "mp4": .other,
        "h5": .other, "mat": .other, "wav": .other,
    ]

    private enum Kind {
        case list, image, other

        var ways: [Way] {
            switch self {
            case .list:
                [
                    .cut, .emptied, .swapped, .marked, .rowMissing, .rowTwice, .otherEncoding,
                    .removed,
                ]
            case .image: [.cut, .emptied, .swapped, .otherSize]
            case .other: [.cut, .emptied, .swapped, .removed]
            }
        }
    }

    private enum Way {
        case cut, emptied, swapped, marked, rowMissing, rowTwice, otherEncoding, otherSize, removed

        func apply(
            to file: String, among files: [String], _ root: String, _ random: inout SplitMix64
        ) throws {
            let place = URL(fileURLWithPath: root).appendingPathComponent(file)
            let bytes = [UInt8](try Data(contentsOf: place))
            func put(_ bytes: some Sequence<UInt8>) throws { try Data(bytes).write(to: place) }
            switch self {
            case .cut:
                try put(bytes.prefix(Int.random(in: 1..<max(2, bytes.count), using: &random)))
            case .emptied: try put([])
            case .removed: try FileManager.default.removeItem(at: place)
            case .swapped:
                // With a file of another kind: one of the same may fit as well as the right one.
                let ending = (file as NSString).pathExtension
                let others = files.filter { ($0 as NSString).pathExtension != ending }
                guard let other = others.randomElement(using: &random) else { return try put([]) }
                let partner = URL(fileURLWithPath: root).appendingPathComponent(other)
                try put(try Data(contentsOf: partner))
                try Data(bytes).write(to: partner)
            case .marked: try put([0xEF, 0xBB, 0xBF] + bytes)
            case .otherEncoding:
                guard let data = String(decoding: bytes, as: UTF8.self).data(using: .utf16) else {
                    preconditionFailure("\(file) is no text")
                }
                try put(data)
            case .otherSize:
                let image = try RGBImage(path: place.path)
                let larger = RGBImage(
                    width: image.width + 2, height: image.height,
                    pixels: [UInt8](repeating: 9, count: (image.width + 2) * image.height * 3))
                if file.hasSuffix(".png") {
                    let labels = [UInt8](repeating: 1, count: larger.width * larger.height)
                    try LabelMap(width: larger.width, height: larger.height, labels: labels)
                        .writePNG(to: place.path)
                } else {
                    try larger.writeJPEG(to: place.path)
                }
            case .rowMissing, .rowTwice:
                let rows =
                    file.hasSuffix(".json")
                    ? Self.rows(ofJSON: bytes) : Self.lines(bytes)
                guard let row = rows.randomElement(using: &random) else { return }
                try put(
                    self == .rowMissing
                        ? bytes[..<row.lowerBound] + bytes[row.upperBound...]
                        : bytes[..<row.upperBound] + bytes[row.lowerBound...])
            }
        }

        private static func lines(_ bytes: [UInt8]) -> [Range<Int>] {
            var rows: [Range<Int>] = []
            var start = 0
            for (index, byte) in bytes.enumerated() where byte == 0x0A {
                if index > start { rows.append(start..<index + 1) }
                start = index + 1
            }
            return rows
        }

        /// Elements of all lists and objects, each with the comma after it.
        private static func rows(ofJSON bytes: [UInt8]) -> [Range<Int>] {
            var rows: [Range<Int>] = []
            var starts: [Int] = []
            var isText = false
            var index = 0
            while index < bytes.count {
                let byte = Character(Unicode.Scalar(bytes[index]))
                if isText {
                    if byte == "\\" { index += 1 }
                    if byte == "\"" { isText = false }
                } else if byte == "\"" {
                    isText = true
                } else if byte == "[" || byte == "{" {
                    starts.append(index + 1)
                } else if byte == ",", let start = starts.popLast() {
                    rows.append(start..<index + 1)
                    starts.append(index + 1)
                } else if byte == "]" || byte == "}" {
                    starts.removeLast()
                }
                index += 1
            }
            return rows
        }
    }
}
