/// What is told of a job.
package struct JobStatus: Codable, Sendable, Equatable {
    /// How far a job is.
    package enum State: String, Codable, Sendable {
        case queued, running, done, failed, cancelled

        /// Whether nothing changes any more.
        var isFinal: Bool { self != .queued && self != .running }
    }

    /// What is told of a query, beside what `result.json` says at the end.
    package struct Query: Codable, Sendable, Equatable {
        /// As it is looked for; of a spoken one, what was heard.
        package var text: String
        /// The recording's name, of a spoken one.
        package var recording: String?
        /// Whether the film shows it; absent before the end.
        package var matched: Bool?
        /// 0…1; absent before the end.
        package var presence: Double?
        /// Frames whose mask is not empty; absent before the end.
        package var framesWithObject: Int?
    }

    /// 32 hexadecimal digits that nobody can guess.
    package let id: String
    package var state = State.queued
    /// Jobs before it; absent once it runs.
    package var position: Int?
    /// Frames that are done.
    package var frames = 0
    /// Frames that there are; absent where nobody knows yet.
    package var expectedFrames: Int?
    /// Pixels, of every frame; absent before the first.
    package var width: Int?
    package var height: Int?
    /// What the client calls the film or the frames.
    package var input: String
    package var queries: [Query]
    /// Why it failed: one sentence.
    package var error: String?
    /// What is wrong with a film or a recording that was read nevertheless.
    package var warning: String?
    /// Whether there is a film with the masks drawn over it.
    package var hasOverlay = false

    init(id: String, order: JobOrder) {
        self.id = id
        input =
            order.inputs.count == 1
            ? order.inputs[0].name : "\(order.inputs.count) frames from \(order.inputs[0].name)"
        queries =
            order.queries.map { Query(text: $0) }
            + order.audio.map { Query(text: "", recording: $0.name) }
    }
}
