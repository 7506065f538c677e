/// Seconds that the stages of a pass took.
struct PassClock: Sendable {
    let preparing = SharedSeconds("prepare")
    let computing = SharedSeconds("network")
    let delivering = SharedSeconds("deliver")

    var timings: SegmentationReport.Timings {
        var timings = SegmentationReport.Timings()
        timings.prepare = preparing.value
        timings.network = computing.value
        timings.deliver = delivering.value
        return timings
    }
}
