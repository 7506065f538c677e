import ArgumentParser
import Tensors

/// How many threads compute, as the user says it.
enum ThreadCount {
    /// - Throws: `ValidationError` for a number that no computer has.
    static func check(_ threads: Int?) throws {
        if let threads, !(1...Compute.mostThreads).contains(threads) {
            throw ValidationError(
                "--threads \(threads): expected a whole number from 1 to \(Compute.mostThreads)")
        }
    }
}
