import Audio

extension DatasetCheck {
    /// Reads the recordings of a video's sentences, each once; missing ones were found before.
    ///
    /// - Returns: how many there are.
    func checkRecordings(_ video: Video) -> Int {
        let paths = Set(video.sentences.compactMap(\.speech)).sorted()
        for path in paths {
            do throws(AudioError) {
                let recording = try Recording(path: path)
                if let promised = recording.promisedSeconds {
                    found.note(
                        .audio(
                            .cut(path: path, seconds: recording.duration, promised: promised)))
                }
                if recording.spoken == nil { found.note(.silent(path: path)) }
            } catch {
                found.note(error == .noSamples(path: path) ? .silent(path: path) : .audio(error))
            }
        }
        return paths.count
    }
}
