import Evidence
import Foundation
import Media
import Segmenter

/// Shows, on a terminal, the first frame in which something is found.
struct Preview {
    private var pictureProtocol: PictureProtocol?
    private let overlay = Overlay()

    /// - `pictureProtocol`: nil = nothing is shown.
    init(by pictureProtocol: PictureProtocol?) { self.pictureProtocol = pictureProtocol }

    /// Characters that a preview is wide, and lines that it is high, at most.
    private static let most = (columns: 72, lines: 24)
    /// Pixels of a character, as most terminals have them.
    private static let cell = (width: 8, height: 16)

    /// Shows a frame if it is the first with an object.
    ///
    /// - `clear`: makes room on the line that the cursor is on.
    /// - Throws: what keeps it from being made smaller.
    mutating func offer(_ frame: FrameResult, _ clear: () -> Void) throws {
        guard let pictureProtocol, frame.objects.contains(where: { $0.mask.box != nil }) else {
            return
        }
        self.pictureProtocol = nil
        let drawn = overlay.draw(frame.objects.map(\.mask), on: frame.image)
        let room = Self.room
        let pixels =
            pictureProtocol == .halfBlocks
            ? (width: room.columns, height: room.lines * 2)
            : (width: room.columns * Self.cell.width, height: room.lines * Self.cell.height)
        let scale = min(
            Double(pixels.width) / Double(drawn.width),
            Double(pixels.height) / Double(drawn.height), 1)
        let small = try drawn.resized(
            width: max(1, Int(Double(drawn.width) * scale)),
            // Half blocks come in pairs.
            height: max(2, Int(Double(drawn.height) * scale) / 2 * 2))
        clear()
        let text = try TerminalPicture(small, by: pictureProtocol).text
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    /// What the terminal has room for.
    private static var room: (columns: Int, lines: Int) {
        var size = winsize()
        let isTold = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0
        return (
            isTold && size.ws_col > 0 ? min(Int(size.ws_col), most.columns) : most.columns,
            isTold && size.ws_row > 2 ? min(Int(size.ws_row) - 2, most.lines) : most.lines
        )
    }
}
