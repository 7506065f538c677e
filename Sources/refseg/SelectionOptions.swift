import ArgumentParser
import Media

/// Which frames are taken.
struct SelectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take a film from this time on: seconds, or hours:minutes:seconds.", valueName: "time"),
        transform: ClockTime.seconds)
    var start: Double?

    @Option(
        help: ArgumentHelp("Take a film up to this time.", valueName: "time"),
        transform: ClockTime.seconds)
    var end: Double?

    @Option(
        help: ArgumentHelp(
            "Take so many frames of a film a second at most; each keeps its time.",
            valueName: "number"))
    var fps: Double?

    @Option(help: ArgumentHelp("Take one frame of so many.", valueName: "n"))
    var every: Int?

    func validate() throws {
        if let start, let end, start >= end {
            throw ValidationError(
                "--start and --end: nothing lies between them; expected an end after the start")
        }
        if let fps, !(fps > 0 && fps <= 1000) {
            throw ValidationError(
                "--fps \(fps): expected a number above 0, and 1000 at most, for example 5")
        }
        if let every, every < 1 {
            throw ValidationError(
                "--every \(every): expected a whole number from 1, for example 10 for every tenth "
                    + "frame")
        }
        if fps != nil, every != nil {
            throw ValidationError(
                "--fps and --every: both thin the frames out; expected one of them")
        }
    }

    /// The frames that are asked for.
    var selection: FrameSelection {
        FrameSelection(start: start, end: end, rate: fps, stride: every ?? 1)
    }

    /// The first option that is given.
    var given: String? {
        [
            ("--start", start != nil), ("--end", end != nil), ("--fps", fps != nil),
            ("--every", every != nil),
        ].first(where: \.1)?.0
    }

    /// - Throws: `ValidationError` where a clip has no times and they are asked for.
    func check(_ source: FrameSource) throws {
        guard case .folder(let folder) = source, selection.needsTimes, let given else { return }
        throw ValidationError(
            "\(given): the frames of \(folder.path) have no times; expected a film, so leave "
                + "\(given) out, or take one frame of so many with --every")
    }
}
