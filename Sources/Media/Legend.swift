/// Which colour of an overlay stands for which words, in the upper left corner of the picture.
package struct Legend: Sendable {
    private let texts: [String]

    /// - `texts`: of object 0, 1, …; their colours are `Overlay.colours`.
    package init(_ texts: [String]) { self.texts = texts }

    /// Dots of the margin, and between a line's colour and its words.
    private static let gap = 2

    /// Draws the lines that there is room for; words that are too long are cut.
    package func draw(on image: inout RGBImage) {
        let (width, height) = (image.width, image.height)
        // A dot is a pixel up to a height of 480, where letters are a sixtieth of it.
        let dot = max(1, min(height / 240, width / 320))
        let line = (Glyphs.height + Self.gap) * dot
        let room = (width / dot - line / dot - 2 * Self.gap) / (Glyphs.width + 1)
        guard room > 3, line < height else { return }
        let shown = texts.prefix((height - Self.gap * dot) / line).map { Self.cut($0, to: room) }
        let longest = shown.map(\.count).max() ?? 0
        let columns = line + (longest * (Glyphs.width + 1) + 2 * Self.gap) * dot
        let rows = shown.count * line + Self.gap * dot
        for y in 0..<min(rows, height) {
            for x in 0..<min(columns, width) {
                // Dark, so that words are read on any ground.
                for at in (3 * (y * width + x))..<(3 * (y * width + x) + 3) {
                    image.pixels[at] /= 4
                }
            }
        }
        for (index, text) in shown.enumerated() {
            let top = index * line + Self.gap * dot
            let colour = Overlay.colours[index % Overlay.colours.count]
            Self.fill(
                &image, x: Self.gap * dot, y: top, side: (Glyphs.height - 1) * dot, colour)
            for (place, character) in text.enumerated() {
                let left = line + (Self.gap + place * (Glyphs.width + 1)) * dot
                for (bit, isSet) in Glyphs.dots(of: character).enumerated() where isSet {
                    let (row, column) = (bit / Glyphs.width, bit % Glyphs.width)
                    Self.fill(
                        &image, x: left + column * dot, y: top + row * dot, side: dot,
                        Overlay.Colour(red: 255, green: 255, blue: 255))
                }
            }
        }
    }

    private static func cut(_ text: String, to room: Int) -> String {
        text.count <= room ? text : text.prefix(room - 3) + "..."
    }

    private static func fill(
        _ image: inout RGBImage, x: Int, y: Int, side: Int, _ colour: Overlay.Colour
    ) {
        for row in y..<min(y + side, image.height) {
            for column in x..<min(x + side, image.width) {
                let at = 3 * (row * image.width + column)
                image.pixels[at] = colour.red
                image.pixels[at + 1] = colour.green
                image.pixels[at + 2] = colour.blue
            }
        }
    }
}
