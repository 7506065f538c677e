import Media

/// The frames of a clip for as long as somebody wants them, so that work ends within a frame of being
/// cancelled.
final class WantedFrames: FrameReader {
    private let frames: any FrameReader
    private let job: Job
    private let limit: Int

    /// - `limit`: frames that a clip may have.
    init(_ frames: any FrameReader, of job: Job, limit: Int) {
        (self.frames, self.job, self.limit) = (frames, job, limit)
    }

    func next() throws -> Frame? {
        try job.checkWanted()
        let frame = try frames.next()
        if let frame, frame.index >= limit {
            throw UploadProblem(
                description:
                    "\(job.status.input): more than \(limit) frames; cut the film into shorter "
                    + "ones, or use refseg segment")
        }
        return frame
    }
}
