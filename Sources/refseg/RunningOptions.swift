import ArgumentParser
import Foundation
import Segmenter
import Tensors

/// How to run: shared by every command that runs the model.
struct RunningOptions: ParsableArguments {
    @Option(help: ArgumentHelp(TokenizerHelp.text, valueName: "folder"), completion: .directory)
    var tokenizer: String?

    @Flag(help: "Leave out tensors that the model does not have, instead of refusing the file.")
    var allowExtra = false

    @Option(
        help: ArgumentHelp(
            "What weights are kept in: fp32 (as published), bf16 (half of the memory), int8 (a quarter "
                + "of it, and faster).", valueName: "name"))
    var precision = Precision.fp32

    @Option(
        help: ArgumentHelp(
            "Threads to compute with (default: the cores of the machine); results do not depend on "
                + "it.", valueName: "n"))
    var threads: Int?

    @Flag(help: "Print the result file (JSON) on standard output instead of the summary.")
    var json = false

    @Flag(help: "No progress and no warnings on standard error.")
    var quiet = false

    func validate() throws { try ThreadCount.check(threads) }

    /// Loads a model to run as these options say.
    ///
    /// - `model`, `audioModel`: paths; nil for those in the package.
    /// - `takesTokenizer`: false for a model that reads the package's own.
    /// - Throws: what is wrong with the model.
    func segmenter(
        _ model: String?, takesTokenizer: Bool = true,
        following clipProtocol: SegmentationProtocol, audioModel: String?,
        memory: MemorySize? = nil,
        fast: Bool = false, cache: FeatureCache? = nil
    ) throws -> Segmenter {
        try Segmenter(
            model: model.map { URL(fileURLWithPath: $0) },
            tokenizer: (takesTokenizer ? tokenizer : nil).map { URL(fileURLWithPath: $0) },
            following: clipProtocol, audioModel: audioModel.map { URL(fileURLWithPath: $0) },
            allowingExtra: allowExtra, precision: precision, threads: threads,
            memory: memory?.bytes, fast: fast, cache: cache,
            logger: StandardErrorLog.logger(quiet: quiet))
    }
}

extension Precision: ExpressibleByArgument {}
