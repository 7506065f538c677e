/// How much an encoder is shown of a recording and the silence behind it, in frames of 10 ms.
struct WhisperWindow: Sendable, Equatable {
    /// At least.
    let least: Int
    /// Silence behind what is spoken, at least.
    let margin: Int

    /// For models as they were published, which were taught on 30 seconds each time: in half of that they
    /// hear as well, but where the window ends soon after the words, they write them twice (measured on a
    /// natural voice: 6.7, 6.7, 7.0 and 22 % of the words wrong in 30, 15, 10 and 6 seconds).
    static let published = WhisperWindow(least: 1500, margin: 500)

    init(least: Int, margin: Int) { (self.least, self.margin) = (least, margin) }

    /// Reads what metadata say: both numbers with a space between them.
    init?(_ text: String) {
        let numbers = text.split(separator: " ").compactMap { Int($0) }
        guard numbers.count == 2, numbers.allSatisfy({ (1...3000).contains($0) }) else {
            return nil
        }
        self.init(least: numbers[0], margin: numbers[1])
    }

    /// An even number of frames.
    ///
    /// - `spoken`: of the recording.
    /// - `most`: of the model.
    func frames(spoken: Int, most: Int) -> Int {
        min(most, max((least + 1) / 2 * 2, (spoken + margin + 1) / 2 * 2))
    }
}
