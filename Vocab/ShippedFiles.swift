import Foundation

/// Finds the files that come with the program: the tokenizer, the default weights and those of the
/// model that hears, the lists of nouns and of phrases, the page of the server, reference values.
///
/// They lie in the resource bundle that the package manager puts beside the program, or where
/// `make install` puts them. `Bundle.module` is not used: it ends the program when it finds nothing.
package enum ShippedFiles {
    /// The tokenizer of the default model.
    ///
    /// - Throws: `ShippedFilesError`.
    package static func tokenizerModel() throws -> URL {
        try resource("refseg.model")
    }

    /// The weights used when nothing else is named.
    ///
    /// - Throws: `ShippedFilesError`.
    package static func defaultWeights() throws -> URL {
        try resource("refseg-small.safetensors")
    }

    /// The Whisper model that hears spoken queries.
    ///
    /// - Throws: `ShippedFilesError`.
    package static func audioWeights() throws -> URL {
        try resource("refseg-whisper-base.safetensors")
    }

    /// What nouns mean in classes of photographs.
    ///
    /// - Throws: `ShippedFilesError`.
    package static func nouns() throws -> URL {
        try resource("refseg-nouns.txt")
    }

    /// How often words and pairs of words stand in descriptions of things.
    ///
    /// - Throws: `ShippedFilesError`.
    package static func phrases() throws -> URL {
        try resource("refseg-phrases.txt")
    }

    /// A file of the page that `refseg serve` shows, or the description of its interface.
    ///
    /// - Throws: `ShippedFilesError`.
    package static func page(_ name: String) throws -> URL {
        try resource("page/\(name)")
    }

    /// Reference values of a published model's stages, or their inputs.
    ///
    /// - Throws: `ShippedFilesError`.
    package static func reference(_ name: String) throws -> URL {
        try resource("reference/\(name)")
    }

    private static func resource(_ name: String) throws -> URL {
        try resource(
            name, override: ProcessInfo.processInfo.environment["REFSEG_RESOURCES"],
            program: programPath())
    }

    /// Looks for a file: in `override` alone where that is given; otherwise for a program at
    /// `PREFIX/bin/refseg` in `PREFIX/bin`, `PREFIX/lib/refseg` and `PREFIX/share/refseg`, each time
    /// as the file itself, in `Resources` or in the package's resource bundle.
    ///
    /// - `program`: path of the executable, symbolic links already followed.
    package static func resource(_ name: String, override: String?, program: URL) throws -> URL {
        let folders: [URL]
        if let override, !override.isEmpty {
            folders = [URL(fileURLWithPath: override)]
        } else {
            let beside = program.deletingLastPathComponent()
            let prefix = beside.deletingLastPathComponent()
            folders = [
                beside, prefix.appendingPathComponent("lib/refseg"),
                prefix.appendingPathComponent("share/refseg"),
            ]
        }
        for folder in folders {
            for inner in [
                "refseg_ShippedFiles.resources/Resources", "refseg_ShippedFiles.bundle/Resources",
                "Resources",
                "",
            ] {
                let file = folder.appendingPathComponent(inner).appendingPathComponent(name)
                if FileManager.default.fileExists(atPath: file.path) { return file }
            }
        }
        throw ShippedFilesError.missing(
            name: name, searched: folders.map(\.path), named: override.map { !$0.isEmpty } ?? false)
    }

    private static func programPath() -> URL {
        #if os(Linux)
            URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        #else
            (Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0]))
                .resolvingSymlinksInPath()
        #endif
    }
}

/// A file of the package that is not where it belongs.
package enum ShippedFilesError: Error, Equatable, Sendable {
    /// - `named`: whether REFSEG_RESOURCES named the folder.
    case missing(name: String, searched: [String], named: Bool)
}

extension ShippedFilesError: CustomStringConvertible, LocalizedError {
    /// The message shown to the user: one sentence, no full stop.
    package var description: String {
        switch self {
        case .missing(let name, let searched, true):
            "\(name): not in \(searched.joined(separator: ", ")), which REFSEG_RESOURCES names; "
                + "expected a file that comes with refseg, so correct or unset the variable"
        case .missing(let name, let searched, false):
            "\(name): not found in \(searched.joined(separator: ", ")); expected a file that comes "
                + "with refseg, so install it again or set REFSEG_RESOURCES to its folder"
        }
    }

    /// The same sentence, for code that prints `localizedDescription`.
    package var errorDescription: String? { description }
}
