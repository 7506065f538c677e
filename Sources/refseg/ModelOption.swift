import ArgumentParser

/// Which model runs, where it is one.
struct ModelOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Weights file, or a published checkpoint (default: the model in the package).",
            valueName: "file"),
        completion: .file(extensions: extensions))
    var model: String?

    /// Of weights files.
    static let extensions = ["safetensors", "pth", "pt"]
}
