import Segmenter

/// What one input after another goes through.
struct ClipRun {
    let segmenter: Segmenter
    let queries: [PreparedQuery]
    /// The output that is being written.
    let current = CurrentFolder()
}
