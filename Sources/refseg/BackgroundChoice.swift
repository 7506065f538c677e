import ArgumentParser
import Evidence
import Foundation
import Media

/// What `--background` names.
enum BackgroundChoice: Equatable {
    case colour(Overlay.Colour)
    /// Of the path of an image.
    case picture(String)
    case blur

    /// Names of the basic colours of CSS.
    private static let names: [String: UInt32] = [
        "black": 0, "silver": 0xc0c0c0, "gray": 0x808080, "white": 0xffffff, "maroon": 0x800000,
        "red": 0xff0000, "purple": 0x800080, "magenta": 0xff00ff, "green": 0x008000,
        "lime": 0x00ff00, "olive": 0x808000, "yellow": 0xffff00, "navy": 0x000080,
        "blue": 0x0000ff, "teal": 0x008080, "cyan": 0x00ffff, "orange": 0xffa500,
    ]

    /// - Throws: `ValidationError`.
    init(_ typed: String) throws {
        if typed == "blur" {
            self = .blur
        } else if let code = Self.names[typed.lowercased()] ?? Self.code(typed) {
            self = .colour(Overlay.Colour(code))
        } else if FileManager.default.fileExists(atPath: typed) {
            self = .picture(typed)
        } else {
            throw ValidationError(
                "'\(typed)' is no colour, and no such file is there; expected a colour (#ff8000, or "
                    + "a name such as green), an image, or blur")
        }
    }

    /// `#rgb` or `#rrggbb`.
    private static func code(_ typed: String) -> UInt32? {
        guard typed.hasPrefix("#"), typed.dropFirst().allSatisfy(\.isHexDigit) else { return nil }
        let digits = typed.dropFirst()
        switch digits.count {
        case 3: return UInt32(digits.flatMap { [$0, $0] }.map(String.init).joined(), radix: 16)
        case 6: return UInt32(digits, radix: 16)
        default: return nil
        }
    }

    /// The background of frames of a size; a picture fills it, and what is too much at its sides is cut off.
    ///
    /// - Throws: what is wrong with the picture.
    func background(of size: (width: Int, height: Int)) throws -> Background {
        switch self {
        case .colour(let colour): return .colour(colour)
        case .blur: return .blur
        case .picture(let path):
            let picture = try FrameFolder(image: path).image(at: 0)
            let scale = max(
                Double(size.width) / Double(picture.width),
                Double(size.height) / Double(picture.height))
            let wide = max(size.width, Int((Double(picture.width) * scale).rounded()))
            let high = max(size.height, Int((Double(picture.height) * scale).rounded()))
            let (left, top) = ((wide - size.width) / 2, (high - size.height) / 2)
            return .picture(
                try picture.resized(width: wide, height: high).cropped(
                    rows: top..<(top + size.height), columns: left..<(left + size.width)))
        }
    }
}
