/// Something that happened to a job, as streams of events tell it.
package struct JobEvent: Sendable, Equatable {
    package enum Kind: String, Sendable {
        /// The data are a `JobStatus`.
        case state
        /// The data are a `JobFrame`.
        case frame
    }

    package let kind: Kind
    /// JSON on one line.
    package let data: [UInt8]

    /// As server-sent events are written (HTML, 9.2).
    ///
    /// - `number`: from 0; a client that comes back names the last it has seen.
    func text(number: Int) -> [UInt8] {
        Array("id: \(number)\nevent: \(kind.rawValue)\ndata: ".utf8) + data + [0x0a, 0x0a]
    }
}
