import ArgumentParser
import Media

/// What is written of a clip beside its masks.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Leave the overlay pictures out.")
    var noOverlay = false

    @Option(
        help: ArgumentHelp(
            "Also write the frames with the masks as alpha, for every query: prores (ProRes 4444, "
                + ".mov), webm (VP9) or png (pictures).", valueName: "format"))
    var matte: MatteForm?

    @Flag(help: "Also write the objects alone: PNG pictures, as large as their boxes.")
    var cutout = false

    @Option(
        help: ArgumentHelp(
            "Also write the objects in front of another background: a colour (#ff8000, green), an "
                + "image, or blur.", valueName: "background"),
        completion: .file(), transform: { try BackgroundChoice($0) })
    var background: BackgroundChoice?

    @Option(
        help: ArgumentHelp(
            "Also write the masks as palette (labels/: all objects' numbers, as DAVIS has them), "
                + "coco (coco.json), youtube-vos (a tree) or csv (a table of boxes); repeatable.",
            valueName: "format"))
    var export: [ClipExport] = []

    /// - `queries`: how many there are.
    func validate(queries: Int) throws {
        if export.contains(.palette), queries > LabelPictures.most {
            throw ValidationError(
                "--export palette: \(queries) queries; expected at most \(LabelPictures.most)")
        }
        if let matte, matte.film != nil, queries > Mattes.mostFilms {
            throw ValidationError(
                "--matte \(matte.rawValue): \(queries) queries; expected at most "
                    + "\(Mattes.mostFilms), or --matte png")
        }
    }

    /// The first option that is given.
    var given: String? {
        [
            ("--no-overlay", noOverlay), ("--matte", matte != nil), ("--cutout", cutout),
            ("--background", background != nil), ("--export", !export.isEmpty),
        ].first(where: \.1)?.0
    }
}

extension MatteForm: ExpressibleByArgument {}

extension ClipExport: ExpressibleByArgument {}
