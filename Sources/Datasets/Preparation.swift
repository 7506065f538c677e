import Files
import Foundation
import Masks
import Media

/// Writes the files that other programs need scripts for: the list of samples, the truth in COCO's
/// format, the frames of video files.
package struct Preparation {
    private let dataset: Dataset
    private let truth = TruthReader()

    /// - `dataset`: its part of which files are made.
    package init(_ dataset: Dataset) { self.dataset = dataset }

    /// What evaluations call the files: as MTTR (Botach et al., CVPR 2022) does for A2D-Sentences.
    package var sampleListName: String { "\(prefix)_annotations.json" }
    /// The truth's file.
    package var cocoName: String { "\(prefix)_annotations_in_coco_format.json" }

    private var prefix: String {
        let name =
            dataset.benchmark.description.preparedName
            ?? dataset.benchmark.rawValue.replacingOccurrences(of: "-", with: "_")
        return "\(name)_\(dataset.subset)"
    }

    /// Writes the list of samples: `[query in lower case, video, frame from 1, object]` each.
    ///
    /// - Returns: how many.
    /// - Throws: `MediaError.unwritable`.
    package func writeSamples(to path: String) throws -> Int {
        var samples: [[any Sendable]] = []
        for video in dataset.videos {
            for sentence in video.sentences {
                for target in sentence.targets {
                    let object = sentence.object ?? ""
                    let number: any Sendable = Int(object) ?? 0
                    samples.append([
                        sentence.text.lowercased(), video.id, target.frame + 1,
                        Int(object) == nil ? object : number,
                    ])
                }
            }
        }
        try write(samples, to: path)
        return samples.count
    }

    /// Writes the true masks as COCO annotations, one image and one annotation a sample.
    ///
    /// - `progress`: called with how many are done.
    /// - Returns: how many.
    /// - Throws: `DatasetError` for masks that cannot be read, `MediaError`.
    package func writeCOCO(to path: String, progress: (Int) -> Void = { _ in }) throws -> Int {
        var images: [[String: any Sendable]] = []
        var annotations: [[String: any Sendable]] = []
        for target in dataset.videos.flatMap(\.sentences).flatMap(\.targets) {
            guard let place = target.truth else { continue }
            let mask = try truth.mask(place)
            let box = mask.box
            images.append(["id": target.imageID, "height": mask.height, "width": mask.width])
            annotations.append([
                "id": annotations.count + 1, "image_id": target.imageID, "category_id": 1,
                "iscrowd": 0, "area": mask.area,
                "bbox": [box?.x ?? 0, box?.y ?? 0, box?.width ?? 0, box?.height ?? 0],
                "segmentation": [
                    "size": [mask.height, mask.width] as [Int],
                    "counts": RunLengths(mask).compressed,
                ] as [String: any Sendable],
            ])
            progress(annotations.count)
        }
        let categories: [[String: any Sendable]] = [["id": 1, "name": "object"]]
        try write(
            ["categories": categories, "images": images, "annotations": annotations]
                as [String: any Sendable], to: path)
        return annotations.count
    }

    /// Extracts the frames of video files, `<folder>/<video>/<frame from 0, five digits>.png`.
    ///
    /// - `progress`: called with the number of videos done.
    /// - Returns: how many frames.
    /// - Throws: `MediaError`.
    package func writeFrames(to folder: String, progress: (Int) -> Void = { _ in }) throws -> Int {
        var count = 0
        for (done, video) in dataset.videos.enumerated() {
            guard case .file(let path) = video.frames else { continue }
            let place = "\(folder)/\(video.id)"
            try makeFolder(place)
            let frames = try VideoFile(path: path).frames()
            while let frame = try frames.next() {
                let name = String(format: "%05d.png", frame.index)
                try frame.image.writePNG(to: "\(place)/\(name)")
                count += 1
            }
            progress(done + 1)
        }
        return count
    }

    /// Creates a folder, and those above it.
    ///
    /// - Throws: `MediaError.unwritable`.
    package func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            throw MediaError.unwritable(path: path, reason: systemReason(of: error))
        }
    }

    private func write(_ value: Any, to path: String) throws {
        let json = try JSONSerialization.data(
            withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
        try MediaError.writing(json, to: path)
    }
}
