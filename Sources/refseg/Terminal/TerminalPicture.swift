import Foundation
import Media

/// A picture as what a terminal is sent.
struct TerminalPicture {
    let text: String

    /// - `picture`: as large as it is to be shown: of half blocks two pixels a character, one above the other.
    /// - Throws: `MediaError`, where it cannot be compressed.
    init(_ picture: RGBImage, by pictureProtocol: PictureProtocol) throws {
        text =
            switch pictureProtocol {
            case .kitty: Self.kitty(try picture.png())
            case .sixel: Self.sixel(picture)
            case .halfBlocks: Self.halfBlocks(picture)
            }
    }

    /// A PNG in parts of at most 4,096 characters.
    private static func kitty(_ png: [UInt8]) -> String {
        let encoded = Array(Data(png).base64EncodedString().utf8)
        let parts = stride(from: 0, to: encoded.count, by: 4096).map {
            String(decoding: encoded[$0..<min($0 + 4096, encoded.count)], as: UTF8.self)
        }
        return parts.enumerated().map { index, part in
            let more = index + 1 < parts.count ? 1 : 0
            return "\u{1B}_G" + (index == 0 ? "a=T,f=100," : "") + "m=\(more);\(part)\u{1B}\\"
        }.joined() + "\n"
    }

    /// Bands of six rows, of six shades of each of red, green and blue.
    private static func sixel(_ picture: RGBImage) -> String {
        let colours = picture.pixels.withUnsafeBufferPointer { pixels in
            (0..<(picture.width * picture.height)).map { pixel in
                (0..<3).reduce(0) { $0 * 6 + (Int(pixels[3 * pixel + $1]) * 5 + 127) / 255 }
            }
        }
        var text = "\u{1B}Pq\"1;1;\(picture.width);\(picture.height)"
        for colour in Set(colours).sorted() {
            text += "#\(colour);2;\(colour / 36 * 20);\(colour / 6 % 6 * 20);\(colour % 6 * 20)"
        }
        for top in stride(from: 0, to: picture.height, by: 6) {
            let rows = top..<min(top + 6, picture.height)
            var bits: [Int: [UInt8]] = [:]
            for y in rows {
                for x in 0..<picture.width {
                    let colour = colours[y * picture.width + x]
                    bits[colour, default: [UInt8](repeating: 0, count: picture.width)][x] |=
                        1 << UInt8(y - top)
                }
            }
            for (colour, columns) in bits.sorted(by: { $0.key < $1.key }) {
                text += "#\(colour)" + runs(columns) + "$"
            }
            text += "-"
        }
        return text + "\u{1B}\\\n"
    }

    /// A band of one colour, with counts where a column comes again.
    private static func runs(_ columns: [UInt8]) -> String {
        var text = ""
        var at = 0
        while at < columns.count {
            var end = at
            while end < columns.count, columns[end] == columns[at] { end += 1 }
            let character = String(UnicodeScalar(columns[at] + 63))
            text +=
                end - at > 3
                ? "!\(end - at)\(character)" : String(repeating: character, count: end - at)
            at = end
        }
        return text
    }

    private static func halfBlocks(_ picture: RGBImage) -> String {
        func colour(_ x: Int, _ y: Int) -> String {
            let at = 3 * (y * picture.width + x)
            return picture.pixels[at..<(at + 3)].map { String($0) }.joined(separator: ";")
        }
        return stride(from: 0, to: picture.height - 1, by: 2).map { y in
            (0..<picture.width).map { x in
                "\u{1B}[38;2;\(colour(x, y));48;2;\(colour(x, y + 1))m▀"
            }.joined() + "\u{1B}[0m\n"
        }.joined()
    }
}
