import Dispatch
import Foundation

/// Leaves on Ctrl-C, `kill` or a closed terminal with nothing half-written: cleans up, then exits
/// with 128 + the signal's number, as shells do.
final class Interruption {
    private let sources: [any DispatchSourceSignal]

    /// - `cleanUp`: runs once, on a queue of its own, while the work may still be going on.
    init(_ cleanUp: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "refseg.interruption")
        sources = [SIGINT, SIGTERM, SIGHUP].compactMap { number in
            // `nohup` ignores SIGHUP and means it.
            let previous = signal(number, SIG_IGN)
            if number == SIGHUP, unsafeBitCast(previous, to: Int.self) == 1 { return nil }
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                cleanUp()
                _exit(128 + number)
            }
            source.activate()
            return source
        }
    }
}
