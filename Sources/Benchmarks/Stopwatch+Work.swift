import Tensors

extension Stopwatch {
    /// Seconds that some work takes.
    static func time(_ work: () throws -> Void) rethrows -> Double {
        let watch = Stopwatch()
        try work()
        return watch.seconds
    }
}
