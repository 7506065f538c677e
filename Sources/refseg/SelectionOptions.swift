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
        do {
            _ = try FrameSelection(start: start, end: end, fps: fps, every: every, prefix: "--")
        } catch {
            throw ValidationError(error.description)
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
