import ArgumentParser
import Files
import Foundation
import Language
import Segmenter

/// What is asked and where to look: `<query> <input> …`, or `-q <query> … <input> …`, with spoken queries
/// beside or instead of typed ones: `--audio <file> … <input> …`.
struct ClipArguments: ParsableArguments {
    @Option(
        name: [.short, .customLong("query")],
        help: ArgumentHelp(
            "One of several queries that share one pass over the video (repeatable).",
            valueName: "query"))
    var query: [String] = []

    @Option(
        help: ArgumentHelp(
            "A spoken query: any sound file, or a video with a sound track (repeatable).",
            valueName: "file"),
        completion: .file())
    var audio: [String] = []

    @Option(
        help: ArgumentHelp(
            "How spoken queries reach the model: features (the likeliest texts, each with its share; "
                + "the default of the model in the package), transcript (the words that were heard; "
                + "the default of published checkpoints).",
            valueName: "name"))
    var audioRoute: AudioRoute?

    @Option(
        help: ArgumentHelp(
            "Whisper model that hears spoken queries: a folder that CTranslate2 or transformers wrote, "
                + "or its weights file (default: base in the package).", valueName: "path"),
        completion: .file())
    var audioModel: String?

    @Flag(help: "Print what the spoken queries say, and nothing else; needs no input.")
    var transcribe = false

    @Argument(help: ArgumentHelp("What to look for, in English.", valueName: "query"))
    var first: String?

    @Argument(
        help: ArgumentHelp(
            "Folders of frames, images or videos, each with results of its own; - for one image or video on "
                + "standard input.", valueName: "input"),
        completion: .file())
    var rest: [String] = []

    func validate() throws {
        if transcribe {
            guard first == nil, query.isEmpty, !audio.isEmpty else {
                throw ValidationError(
                    "--transcribe: expected one --audio or more and nothing else, for example "
                        + "refseg --transcribe --audio query.wav")
            }
            return
        }
        guard audioRoute == nil || !audio.isEmpty else {
            throw ValidationError("--audio-route: no query is spoken; expected --audio beside it")
        }
        guard audioModel == nil || !audio.isEmpty else {
            throw ValidationError("--audio-model: no query is spoken; expected --audio beside it")
        }
        guard let first else {
            throw ValidationError(
                audio.isEmpty
                    ? "Missing expected argument '<query>'" : "Missing expected argument '<input>'")
        }
        if query.isEmpty, audio.isEmpty, rest.isEmpty {
            throw ValidationError(
                "'\(first)' is the only argument; expected a query and an input, for example "
                    + "refseg \"the blue car\" frames/")
        }
        if !query.isEmpty, !rest.isEmpty, !isPath(first) {
            throw ValidationError(
                "'\(first)' stands beside -q; give every query with -q, or one query without it")
        }
        if inputs.count > 1, inputs.contains(PipedInput.name) {
            throw ValidationError(
                "-: standard input is one of \(inputs.count) inputs; expected it alone")
        }
        _ = try checkedQueries()
    }

    /// The first argument, where it is what to look for: beside recordings it may also be an input.
    private var typed: String? {
        guard let first, query.isEmpty, !rest.isEmpty else { return nil }
        return audio.isEmpty || !isPath(first) ? first : nil
    }

    private func isPath(_ text: String) -> Bool { access(text.pathBytes, F_OK) == 0 }

    /// Paths of the clips.
    var inputs: [String] { typed == nil ? [first].compactMap(\.self) + rest : rest }

    /// How many queries there are, typed and spoken.
    var queryCount: Int { (typed == nil ? query.count : 1) + audio.count }

    /// The typed queries, each one a text that can be read.
    ///
    /// - Throws: `ValidationError`.
    func checkedQueries() throws -> [String] {
        try (typed.map { [$0] } ?? query).map { typed in
            guard !typed.hasForeignBytes else {
                throw ValidationError(
                    "'\(typed.legiblePath)': bytes that are no text; expected a query in UTF-8, so set the "
                        + "terminal to it")
            }
            do {
                return try QueryText(typed).text
            } catch {
                throw ValidationError("\(error)")
            }
        }
    }
}

extension AudioRoute: ExpressibleByArgument {}
