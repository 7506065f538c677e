import Foundation
import Media
import Segmenter

/// Writes all that is asked for, and `result.json`, frame by frame, into the output folder.
final class OutputWriter {
    private let folder: OutputFolder
    private let outputs: [any ClipOutput]
    private let result: ResultFile

    /// Creates the folders and opens the files.
    ///
    /// - `texts`: of the queries.
    /// - `name`: what the user calls the input.
    /// - `selection`: which of its frames are taken.
    /// - `labels`: whether `labels/` is written though nobody asks for it.
    /// - `stream`: where the entries of `result.json` go too, as they are found.
    /// - Throws: `OutputError`, `MediaError`.
    init(
        _ folder: OutputFolder, _ options: OutputOptions, texts: [String], labels: Bool,
        input: FrameSource, named name: String, taking selection: FrameSelection,
        settings: SegmentationReport.Settings, stream: ResultStream?, quiet: Bool
    ) throws {
        self.folder = folder
        let queries = texts.count
        // Before anything is written: the picture may be none.
        let background = try options.background?.background(of: input.size)
        var outputs: [any ClipOutput] = [try MaskPictures(folder, queries: queries)]
        if !options.noOverlay {
            outputs.append(try Overlays(folder, of: input, texts: texts, quiet: quiet))
        }
        if let form = options.matte {
            outputs.append(try Mattes(folder, as: form, of: input, queries: queries))
        }
        if options.cutout { outputs.append(try Cutouts(folder, queries: queries)) }
        if let background {
            outputs.append(try Composites(folder, of: input, on: background, quiet: quiet))
        }
        for export in ClipExport.allCases
        where options.export.contains(export) || (labels && export == .palette) {
            switch export {
            case .palette: outputs.append(try LabelPictures(folder))
            case .coco:
                outputs.append(try COCOFile(folder, of: input, named: name, texts: texts))
            case .youtubeVOS:
                outputs.append(
                    try ExpressionTree(folder, clip: OutputName(name).name, texts: texts))
            case .csv: outputs.append(try BoxTable(folder, texts: texts))
            }
        }
        self.outputs = outputs
        result = try ResultFile(
            folder.staged("result.json"), by: "refseg \(Refseg.version)",
            input: SegmentationReport.Input(input, named: name, taking: selection),
            settings: settings,
            stream: stream?.send)
    }

    /// What is written, and where.
    var titles: [(kind: String, path: String)] { outputs.map(\.title) }

    /// Writes everything about one frame.
    ///
    /// - Throws: `OutputError`, `MediaError`.
    func write(_ frame: FrameResult) throws {
        let entry = SegmentationReport.Frame(frame)
        for output in outputs { try output.append(frame, entry) }
        try folder.write("result.json") { _ in try result.append(entry) }
    }

    /// Completes everything.
    ///
    /// - `shortfall`: why the input was not read to its end; nil where it was.
    func finish(_ outcome: Segmentation, model: ModelIdentity, shortfall: String?) throws {
        for output in outputs { try output.finish() }
        try folder.write("result.json") { _ in
            try result.finish(
                queries: outcome.queries, model: model, timings: outcome.timings,
                shortfall: shortfall)
        }
    }
}
