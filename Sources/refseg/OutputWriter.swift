import Foundation
import Media
import Segmenter

/// Writes masks, overlays and `result.json`, frame by frame, into the output folder.
final class OutputWriter {
    private let folder: OutputFolder
    private let overlay: Overlay?
    private let film: OverlayFilm?
    private let result: ResultFile
    /// Whether a picture of all objects' numbers is written too.
    private let hasLabels: Bool

    /// Creates the folders and opens `result.json`.
    ///
    /// - `queries`: number of queries, one mask folder each.
    /// - `name`: what the user calls the input.
    /// - `labels`: whether `labels/` gets a picture of all objects' numbers for every frame.
    /// - `stream`: where the entries of `result.json` go too, as they are found.
    init(
        _ folder: OutputFolder, queries: Int, overlays: Bool, labels: Bool, input: FrameSource,
        named name: String, settings: SegmentationReport.Settings, stream: ResultStream?
    ) throws {
        self.folder = folder
        hasLabels = labels
        if labels { try folder.createFolder("labels") }
        overlay = overlays ? Overlay() : nil
        for query in 0..<queries { try folder.createFolder("masks/\(query)") }
        if overlays, case .video(let video) = input {
            film = try OverlayFilm(folder.staged(input.overlayName), of: video)
        } else {
            film = nil
            if overlays { try folder.createFolder("overlay") }
        }
        result = try ResultFile(
            folder.staged("result.json"), by: "refseg \(Refseg.version)",
            input: input.report(named: name), settings: settings, stream: stream?.send)
    }

    /// Writes everything about one frame.
    ///
    /// - Throws: `MediaError.unwritable`, naming the final place.
    func write(_ frame: FrameResult) throws {
        for (query, object) in frame.objects.enumerated() {
            try write("masks/\(query)/\(frame.name).png") { try object.mask.writePNG(to: $0) }
        }
        if hasLabels {
            let labels = LabelMap(frame.objects.map(\.mask))
            try write("labels/\(frame.name).png") { try labels.writePNG(to: $0) }
        }
        if let overlay {
            let picture = overlay.draw(frame.objects.map(\.mask), on: frame.image)
            if let film {
                try write("overlay.mp4") { _ in try film.append(picture, time: frame.time) }
            } else {
                try write("overlay/\(frame.name).jpg") { try picture.writeJPEG(to: $0) }
            }
        }
        try write("result.json") { _ in try result.append(SegmentationReport.Frame(frame)) }
    }

    /// Completes `result.json`.
    ///
    /// - `shortfall`: why the input was not read to its end; nil where it was.
    func finish(_ outcome: Segmentation, model: ModelIdentity, shortfall: String?) throws {
        if let film { try write("overlay.mp4") { _ in try film.finish() } }
        try write("result.json") { _ in
            try result.finish(
                queries: outcome.queries, model: model, timings: outcome.timings,
                shortfall: shortfall)
        }
    }

    /// Writes to the temporary place, and tells failures with the final one.
    private func write(_ path: String, _ body: (String) throws -> Void) throws {
        do {
            try body(folder.staged(path))
        } catch MediaError.unwritable(_, let reason) {
            throw OutputError.unwritable(path: "\(folder.name)/\(path)", reason: reason)
        }
    }
}

extension FrameSource {
    /// Where the overlays lie in the output: a folder of pictures, or for a video a video.
    var overlayName: String {
        switch self {
        case .folder: "overlay"
        case .video: "overlay.mp4"
        }
    }

    /// What the report says about the input.
    ///
    /// - `name`: what the user calls it.
    fileprivate func report(named name: String) -> SegmentationReport.Input {
        switch self {
        case .folder(let folder) where folder.files == [folder.path]:
            SegmentationReport.Input(path: name, kind: "image")
        case .folder: SegmentationReport.Input(path: name, kind: "folder")
        case .video(let video):
            SegmentationReport.Input(
                path: name, kind: "video", frameRate: video.frameRate, duration: video.duration)
        }
    }
}
