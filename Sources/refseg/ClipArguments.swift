import ArgumentParser
import Language

/// What is asked and where to look: `<query> <input>`, or `-q <query> … <input>`.
struct ClipArguments: ParsableArguments {
    @Option(
        name: [.short, .customLong("query")],
        help: ArgumentHelp(
            "One of several queries that share one pass over the video (repeatable).",
            valueName: "query"))
    var query: [String] = []

    @Argument(help: ArgumentHelp("What to look for, in English.", valueName: "query"))
    var first: String

    @Argument(
        help: ArgumentHelp(
            "A folder of PNG or JPEG frames, one image, or a video.", valueName: "input"),
        completion: .file())
    var second: String?

    func validate() throws {
        switch (query.isEmpty, second) {
        case (true, nil):
            throw ValidationError(
                "'\(first)' is the only argument; expected a query and an input, for example "
                    + "refseg \"the blue car\" frames/")
        case (false, .some):
            throw ValidationError(
                "'\(first)' stands beside -q; give every query with -q, or one query without it")
        default: break
        }
        _ = try checkedQueries()
    }

    /// The path of the clip.
    var inputPath: String { second ?? first }

    /// The queries, each one a text that can be read.
    ///
    /// - Throws: `ValidationError`.
    func checkedQueries() throws -> [String] {
        try (query.isEmpty ? [first] : query).map { typed in
            do {
                return try QueryText(typed).text
            } catch {
                throw ValidationError("\(error)")
            }
        }
    }
}
