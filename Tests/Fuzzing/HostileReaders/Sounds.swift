import Audio

extension HostileReader {
    /// A recording that libsndfile decodes.
    static func readSound(_ input: [UInt8]) throws {
        let path = InputFolder.write(input, to: "sound")
        try refusing(AudioError.self, naming: path) {
            let recording = try Recording(path: path)
            precondition(recording.duration <= SoundLimits.seconds + 1, "\(recording.duration)")
            _ = recording.spoken
        }
    }
}
