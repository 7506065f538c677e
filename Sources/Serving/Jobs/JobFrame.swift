import Segmenter

/// What is told of a frame as soon as it is found.
package struct JobFrame: Codable, Sendable, Equatable {
    /// From 0; masks and frames are asked for by it.
    package let index: Int
    /// Seconds; absent for frames that have no time.
    package let time: Double?
    /// In the order of the queries.
    package let objects: [Object]

    /// One query in the frame.
    package struct Object: Codable, Sendable, Equatable {
        /// The model's confidence that the frame shows what the query names, 0…1.
        package let presence: Double
        /// Its confidence that the mask is the object's, 0…1.
        package let score: Double
        /// Pixels of the mask.
        package let area: Int
    }

    init(_ frame: FrameResult) {
        (index, time) = (frame.index, frame.time)
        objects = frame.objects.map {
            Object(
                presence: $0.presence.fourDecimals,
                score: $0.score.fourDecimals, area: $0.mask.area)
        }
    }
}
