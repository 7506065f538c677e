/// What tells one of several alike things from the others.
package enum Distinction: Sendable, Equatable {
    /// Counted from a side, 0 the outermost.
    case fromLeft(Int)
    case fromRight(Int)
    case middle
    case largest
    case smallest
    case tallest
    case shortest
    /// To the camera: the lowest in the frame.
    case nearest
    case farthest
    case colour(ColourName)
    /// With, on or beside something else, or without it.
    case companion(Companion)
    case moving
    case still

    /// Whether it is about where a thing is.
    var isPlace: Bool {
        switch self {
        case .fromLeft, .fromRight, .middle, .nearest, .farthest: true
        case .largest, .smallest, .tallest, .shortest, .colour, .companion, .moving, .still:
            false
        }
    }
}
