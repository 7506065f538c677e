import ArgumentParser
import Evaluation

/// What is written beside the scores: shared by everything that ends an evaluation.
struct ExportOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Also write the predictions: coco (JSON), png (a tree of masks) or zip (as benchmark "
                + "servers take it); repeatable.", valueName: "format"))
    var export: [PredictionExport.Format] = []
}

extension PredictionExport.Format: ExpressibleByArgument {}
