import CSoxr

/// Brings one channel to another rate as it comes in (libsoxr, 20 bits exact).
final class Resampler {
    private let state: soxr_t?
    private let ratio: Double

    /// Nil where there is no memory for it.
    init?(from rate: Int, to target: Int) {
        ratio = Double(target) / Double(rate)
        guard rate != target else {
            state = nil
            return
        }
        guard let state = csoxr_create(Double(rate), Double(target)) else { return nil }
        self.state = state
    }

    deinit { if let state { soxr_delete(state) } }

    /// What the next samples lead to; later calls bring the rest.
    func callAsFunction(_ samples: [Float]) -> [Float] { process(samples) }

    /// What is still inside. Nothing can follow.
    func finish() -> [Float] {
        guard state != nil else { return [] }
        var all: [Float] = []
        while true {
            let part = process(nil)
            if part.isEmpty { return all }
            all += part
        }
    }

    /// - `samples`: nil at the end.
    private func process(_ samples: [Float]?) -> [Float] {
        guard let state else { return samples ?? [] }
        let count = samples?.count ?? 0
        let room = Int(Double(count) * ratio) + 4096
        return [Float](unsafeUninitializedCapacity: room) { output, written in
            var used = 0
            if let samples {
                // The room is more than all that can come out at once, so everything is taken in.
                while used < count {
                    var (taken, made) = (0, 0)
                    samples.withUnsafeBufferPointer {
                        _ = soxr_process(
                            state, $0.baseAddress.map { $0 + used }, count - used, &taken,
                            output.baseAddress.map { $0 + written }, room - written, &made)
                    }
                    used += taken
                    written += made
                    if taken == 0 && made == 0 { break }
                }
            } else {
                _ = soxr_process(state, nil, 0, nil, output.baseAddress, room, &written)
            }
        }
    }
}
