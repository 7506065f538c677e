import Foundation

/// A film in MP4 or MOV that tells players to turn its frames.
package enum TurnedFilm {
    /// There is no such track in the file.
    package struct NoTrack: Error {}

    /// Tells players to turn a film's frames clockwise: the matrix of its track header (ISO/IEC 14496-12, 8.3.2).
    ///
    /// - `degrees`: 90, 180 or 270.
    package static func turn(_ path: String, by degrees: Int = 90) throws {
        var file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let name = Array("tkhd".utf8)
        guard
            let start = (0..<max(0, file.count - 84)).first(where: {
                file[$0..<($0 + 4)].elementsEqual(name)
            })
        else { throw NoTrack() }
        let (zero, one, minusOne): ([UInt8], [UInt8], [UInt8]) = (
            [0, 0, 0, 0], [0, 1, 0, 0], [0xff, 0xff, 0, 0]
        )
        let (cosine, sine) =
            switch degrees {
            case 90: (zero, one)
            case 180: (minusOne, zero)
            case 270: (zero, minusOne)
            default: preconditionFailure("\(degrees) degrees")
            }
        let minusSine = sine == zero ? zero : sine == one ? minusOne : one
        let matrix =
            cosine + sine + zero + minusSine + cosine + zero + zero + zero + [0x40, 0, 0, 0]
        file.replaceSubrange((start + 44)..<(start + 80), with: matrix)
        try Data(file).write(to: URL(fileURLWithPath: path))
    }
}
