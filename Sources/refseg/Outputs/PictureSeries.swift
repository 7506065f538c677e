import Foundation
import Media
import Segmenter

/// Pictures of the frames of a clip: of a film a film of the same times, shape and sound; of others a folder of
/// JPEG pictures.
final class PictureSeries {
    /// Where it lies in the output.
    let path: String
    private let folder: OutputFolder
    private let film: (source: VideoFile, writer: FilmWriter)?
    private let quiet: Bool

    /// - `name`: of the folder, or of the film without its extension.
    /// - `quiet`: whether a warning about the film's sound is left out.
    init(_ name: String, in folder: OutputFolder, of source: FrameSource, quiet: Bool) throws {
        (self.folder, self.quiet) = (folder, quiet)
        switch source {
        case .folder:
            (path, film) = (name, nil)
            try folder.createFolder(name)
        case .video(let video):
            let path = "\(name).mp4"
            self.path = path
            var writer: FilmWriter?
            try folder.write(path) {
                writer = try FilmWriter($0, like: video)
            }
            film = writer.map { (video, $0) }
        }
    }

    /// Adds the picture of a frame.
    func append(_ picture: RGBImage, of frame: FrameResult) throws {
        if let film {
            try folder.write(path) { _ in
                try film.writer.append(picture.pixels, time: frame.time)
            }
        } else {
            try folder.write("\(path)/\(frame.name).jpg") { try picture.writeJPEG(to: $0) }
        }
    }

    /// Completes the film, its sound included; a film whose sound cannot be read stays silent.
    func finish() throws {
        guard let film else { return }
        var part: (start: Double, seconds: Double)?
        try folder.write(path) { _ in part = try film.writer.finish() }
        guard let part else { return }
        do {
            try FilmSound.add(
                film.source, from: part.start, seconds: part.seconds, to: folder.staged(path))
        } catch let error as MediaError {
            guard !quiet else { return }
            let sentence = PipedInput.naming(error, in: folder)
            StandardError.write(
                "Warning: "
                    + "\(sentence)".replacingOccurrences(
                        of: folder.staged(""), with: folder.name + "/")
                    + "; \(folder.name)/\(path) is left without it\n")
        }
    }
}
