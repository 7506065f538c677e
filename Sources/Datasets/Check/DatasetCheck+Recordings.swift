import Audio

extension DatasetCheck {
    /// Reads the recordings of a video's sentences, each once; missing ones were found before.
    ///
    /// - Returns: how many there are.
    func checkRecordings(_ video: Video) -> Int {
        let paths = Set(video.sentences.compactMap(\.speech)).sorted()
        for path in paths {
            do throws(AudioError) {
                if try Recording(path: path).spoken == nil { found.note(.silent(path: path)) }
            } catch {
                found.note(error == .noSamples(path: path) ? .silent(path: path) : .audio(error))
            }
        }
        return paths.count
    }
}
