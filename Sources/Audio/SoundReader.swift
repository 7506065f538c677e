/// Sound that is read in blocks, its channels mixed to one.
protocol SoundReader: AnyObject {
    /// Samples per second.
    var rate: Int { get }
    /// Seconds that the file claims to last; nil where it does not say.
    var claimedSeconds: Double? { get }

    /// The mean of the channels for the next stretch of time, some thousand samples; empty at the end.
    ///
    /// - Throws: `AudioError`.
    func next() throws(AudioError) -> [Float]
}

extension SoundReader {
    /// The mean of each group of `channels` values.
    static func mixed(_ interleaved: UnsafeBufferPointer<Float>, channels: Int) -> [Float] {
        if channels == 1 { return Array(interleaved) }
        let scale = 1 / Float(channels)
        return (0..<(interleaved.count / channels)).map { frame in
            var sum: Float = 0
            for i in (frame * channels)..<((frame + 1) * channels) { sum += interleaved[i] }
            return sum * scale
        }
    }
}
