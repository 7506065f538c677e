import Datasets

/// How masks are called in the archive that a benchmark's server takes.
///
/// Ref-YouTube-VOS wants `Annotations/<video>/<expression>/<frame>.png`, as the description of its
/// challenge has it; MeViS the videos themselves at the top, `<video>/<expression>/<frame>.png`. The
/// others have no server, and get the first form.
package struct SubmissionLayout {
    private let top: String

    package init(_ benchmark: Benchmark) {
        top = benchmark == .mevis ? "" : "Annotations/"
    }

    /// The name of one mask.
    package func name(video: String, expression: String, frame: String) -> String {
        "\(top)\(video)/\(expression)/\(frame).png"
    }
}
