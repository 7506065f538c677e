/// The beginning and the end of what a program says, however much it says.
struct MessageEnds {
    /// Bytes that are kept of either.
    private static let size = 8192

    private var first: [UInt8] = []
    private var rest: [UInt8] = []

    mutating func add(_ bytes: some Collection<UInt8>) {
        let room = Self.size - first.count
        first += bytes.prefix(room)
        rest += bytes.dropFirst(room)
        if rest.count > 2 * Self.size { rest.removeFirst(rest.count - Self.size) }
    }

    var text: String { String(decoding: first + rest, as: UTF8.self) }

    /// The last line with anything in it.
    var last: String? { text.split(whereSeparator: \.isNewline).last.map(String.init) }
}
