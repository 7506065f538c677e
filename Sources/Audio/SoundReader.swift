/// Sound that is read in blocks, its channels mixed to one: their mean, or the first loud one where they
/// cancel each other.
protocol SoundReader: AnyObject {
    /// Samples per second.
    var rate: Int { get }
    /// Seconds that the file claims to last; nil where it does not say.
    var claimedSeconds: Double? { get }
    /// Seconds that a whole file of its kind has for certain; nil where headers may be wrong.
    var promisedSeconds: Double? { get }

    /// What the channels have for the next stretch of time, some thousand samples; empty at the end.
    ///
    /// - Throws: `AudioError`.
    func next() throws(AudioError) -> [Float]
}

extension SoundReader {
    /// The mean of each group of `channels` values, or those of one channel where the mean has less than
    /// half the amplitude that this channel alone would give it: another has it in opposite phase.
    static func mixed(_ interleaved: UnsafeBufferPointer<Float>, channels: Int) -> [Float] {
        if channels == 1 { return Array(interleaved) }
        let scale = 1 / Float(channels)
        let count = interleaved.count / channels
        var energies = [Float](repeating: 0, count: channels)
        let mean = (0..<count).map { frame in
            var sum: Float = 0
            for channel in 0..<channels {
                let value = interleaved[frame * channels + channel]
                sum += value
                energies[channel] += value * value
            }
            return sum * scale
        }
        let energy = mean.reduce(0) { $0 + $1 * $1 }
        let loudest = energies.max() ?? 0
        guard energy < loudest * scale * scale / 4,
            let channel = energies.firstIndex(where: { $0 >= loudest / 2 })
        else { return mean }
        return (0..<count).map { interleaved[$0 * channels + channel] }
    }
}
