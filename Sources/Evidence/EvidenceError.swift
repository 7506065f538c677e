/// Why evidence or a resize was refused.
package enum EvidenceError: Error, Equatable, Sendable {
    /// A side of the frame lies outside what the flow can handle.
    case frameOutOfRange(width: Int, height: Int, sides: ClosedRange<Int>)
    /// A frame and its neighbour in time differ in size.
    case neighbourSizeDiffers(frame: String, neighbour: String)
    /// A size to resize from or to that no picture can have.
    case cannotResize(from: String, to: String, sides: ClosedRange<Int>)
}

extension EvidenceError: CustomStringConvertible {
    /// One sentence: place, found, expected, way out.
    package var description: String {
        switch self {
        case .frameOutOfRange(let width, let height, let sides):
            "evidence: the frame is \(width)x\(height), each side must be \(sides.lowerBound) to "
                + "\(sides.upperBound) pixels; resize it to its working size first"
        case .neighbourSizeDiffers(let frame, let neighbour):
            "evidence: the frame is \(frame) but its neighbour in time \(neighbour); "
                + "resize all frames of a clip to one size"
        case .cannotResize(let from, let to, let sides):
            "resize: \(from) to \(to) is not possible, each side must be \(sides.lowerBound) to "
                + "\(sides.upperBound) pixels"
        }
    }
}
