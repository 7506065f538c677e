import Foundation
import Tensors

/// What this run did when, in the file that `REFSEG_TRACE` names; browsers' tracing pages show it.
enum TraceFile {
    /// - Throws: `MediaError.unwritable`.
    static func write() throws {
        guard let trace = Trace.ofRun,
            let path = ProcessInfo.processInfo.environment[Trace.variable]
        else { return }
        try WholeFile.write(trace.events(), to: path)
    }
}
