import Files

/// What the header of a WAV file (RIFF, WAVE) says of its samples.
struct WaveHeader: Equatable {
    /// Bytes of samples that it promises; nil where whoever wrote it did not know yet: programs that
    /// stream leave 0 there or the highest numbers.
    let promisedBytes: Int?
    /// Bytes from the first sample to the end of the file.
    let bytes: Int
    /// Bytes of a second.
    let rate: Int

    /// Seconds that it promises; nil where it promises nothing.
    var promisedSeconds: Double? {
        promisedBytes.flatMap { rate > 0 ? Double($0) / Double(rate) : nil }
    }

    /// - Returns: nil for files of another kind, or without samples.
    /// - Throws: `FileFailure`.
    init?(path: String) throws(FileFailure) {
        let file = try RegularFile(path)
        let start = try file.read(upTo: 12)
        guard start.count == 12, start.starts(with: "RIFF".utf8),
            start[8...].elementsEqual("WAVE".utf8)
        else { return nil }
        var (at, rate) = (12, 0)
        while true {
            let head = try file.read(upTo: 24, from: at)
            guard head.count >= 8 else { return nil }
            let size = Self.number(head[4..<8])
            if head.starts(with: "data".utf8) {
                promisedBytes = size == 0 || size >= 0x7fff_f000 ? nil : size
                bytes = file.size - at - 8
                self.rate = rate
                return
            }
            if head.starts(with: "fmt ".utf8), head.count >= 20 {
                rate = Self.number(head[16..<20])
            }
            at += 8 + size + size % 2
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
