import Media
import Segmenter

/// What `--matte` writes.
enum MatteForm: String, CaseIterable {
    case prores, webm, png

    /// The film's form; nil for pictures.
    var film: FilmForm? {
        switch self {
        case .prores: .prores
        case .webm: .webm
        case .png: nil
        }
    }
}

/// `matte/<query>.mov`, `matte/<query>.webm` or `matte/<query>/<frame>.png`: the frames, with the masks as
/// their alpha.
final class Mattes: ClipOutput {
    /// How many queries get a film: each has an encoder of its own.
    static let mostFilms = 16

    let title: (kind: String, path: String)
    private let folder: OutputFolder
    private let names: [String]
    private let films: [FilmWriter]

    init(_ folder: OutputFolder, as form: MatteForm, of source: FrameSource, queries: Int) throws {
        self.folder = folder
        let suffix = form.film.map { ".\($0.suffix)" } ?? ""
        names = (0..<queries).map { "matte/\($0)\(suffix)" }
        title = ("mattes", QueryFolders.path("matte", queries: queries, suffix: suffix))
        guard let film = form.film else {
            films = []
            for name in names { try folder.createFolder(name) }
            return
        }
        try folder.createFolder("matte")
        let dialect = FFmpegDialect.installed()
        let (step, aspect) = source.timing
        var films: [FilmWriter] = []
        for name in names {
            try folder.write(name) {
                films.append(
                    try FilmWriter(
                        $0, as: film, width: source.size.width, height: source.size.height,
                        step: step, aspect: aspect, dialect))
            }
        }
        self.films = films
    }

    func append(_ frame: FrameResult, _ entry: SegmentationReport.Frame) throws {
        for (query, object) in frame.objects.enumerated() {
            let picture = RGBAImage(frame.image, opaqueIn: object.mask)
            if films.isEmpty {
                try folder.write("\(names[query])/\(frame.name).png") {
                    try picture.writePNG(to: $0)
                }
            } else {
                try folder.write(names[query]) { _ in
                    try films[query].append(picture.pixels, time: frame.time)
                }
            }
        }
    }

    func finish() throws {
        for (name, film) in zip(names, films) { try folder.write(name) { _ in try film.finish() } }
    }
}

extension FrameSource {
    /// Seconds from a frame to the next where frames have no times, and the shape of a pixel.
    fileprivate var timing: (step: Double, aspect: String?) {
        switch self {
        case .folder: (1.0 / 25, nil)
        case .video(let video): (video.step, video.pixelAspect)
        }
    }
}
