import Files
import Foundation
import Parsing

/// A video, decoded by the `ffmpeg` program: every stored frame, turned as the file says, in 8 bits a
/// channel whatever the film has.
public struct VideoFile: Sendable {
    /// As the user gave it.
    public var path: String { input.path }
    let input: FFmpegInput
    /// Width of a frame in pixels, rotation applied.
    public let width: Int
    /// Height of a frame in pixels, rotation applied.
    public let height: Int
    /// Which frames are read.
    public private(set) var selection = FrameSelection.all
    /// How many frames there are to read, as the file says or its duration and rate suggest; nil where it is
    /// silent.
    public var estimatedCount: Int? {
        selection.count(of: storedCount, rate: framesPerSecond, seconds: duration)
    }
    private let storedCount: Int?
    /// What the film's clock shows at its beginning, in seconds: times of frames are that clock's, those of a
    /// selection count from here.
    public let beginning: Double
    /// Whether reading can start in the middle.
    let isEnteredAnywhere: Bool
    /// Mean frames per second as a fraction (`30000/1001`); nil where the file is silent.
    public let frameRate: String?
    /// Mean frames per second; nil where the file is silent.
    public let framesPerSecond: Double?
    /// Seconds that the file says it lasts; nil where it is silent.
    public let duration: Double?
    /// Width of a pixel over its height as shown, rotation applied, as a fraction (`4/3`); nil where
    /// pixels are square, or nothing is said.
    public let pixelAspect: String?
    /// What the header says that there is to read.
    let promise: FilmPromise
    /// How the samples stand for light; nil for ordinary films.
    let highDynamicRange: (transfer: HighDynamicRange.Transfer, primaries: String?)?

    /// Asks `ffprobe` what the file holds.
    ///
    /// - Throws: `MediaError.noSuchPath`, `.unreadable`, `.ffmpegMissing`, `.programFailed`,
    ///   `.notAVideo`, `.tooManyPixels`.
    public init(path: String) throws { try self.init(FFmpegInput(path: path)) }

    init(_ input: FFmpegInput) throws {
        let path = input.path
        _ = try MediaError.naming(path) { try RegularFile(path) }
        let header: FilmHeader?
        do throws(PipedProgram.Failure) {
            let probe = try PipedProgram("ffprobe", FilmHeader.question(about: input))
            let answer = try probe.readAll()
            if let failure = probe.finish() { throw failure }
            header = try? JSONDecoder().decode(FilmHeader.self, from: Data(answer))
        } catch {
            throw MediaError(error, of: "ffprobe", reading: path)
        }
        guard let header, let stream = header.streams?.first, let width = stream.width,
            let height = stream.height, width > 0, height > 0
        else { throw MediaError.notAVideo(path: path, reason: "it has no video stream") }
        guard width <= PixelBudget.side, height <= PixelBudget.side,
            width * height <= PixelBudget.area
        else { throw MediaError.tooManyPixels(path: path, width: width, height: height) }
        self.input = input
        (self.width, self.height) = stream.isOnItsSide ? (height, width) : (width, height)
        storedCount = header.estimatedFrames
        beginning = header.beginning
        isEnteredAnywhere = header.isEnteredAnywhere
        frameRate = stream.rate == nil ? nil : stream.avg_frame_rate
        framesPerSecond = stream.rate
        duration = header.seconds
        pixelAspect = stream.pixelAspect
        promise = FilmPromise(
            frames: header.promisedFrames, seconds: header.promisedSeconds, rate: stream.rate,
            extent: try? FilmExtent(path: path))
        highDynamicRange = stream.color_transfer.flatMap(HighDynamicRange.Transfer.init)
            .map { ($0, stream.color_primaries) }
    }

    /// What is wrong with a file that ends before its container says; nil where nothing is.
    package var cut: MediaError? {
        guard let extent = promise.extent, extent.isCut else { return nil }
        return .truncated(
            path: path, format: "film", bytes: extent.bytes, needed: extent.promised)
    }

    /// The film of which only some frames are read.
    public func selecting(_ selection: FrameSelection) -> VideoFile {
        var film = self
        film.selection = selection
        return film
    }

    /// Seconds from a frame that is read to the next where frames do not tell, 1/25 where nothing does.
    package var step: Double {
        let stored = Double(selection.stride) / (framesPerSecond ?? 25)
        return max(stored, selection.rate.map { Double(selection.stride) / $0 } ?? 0)
    }

    /// Starts `ffmpeg` and reads frames from its pipe; stems count from 00000.
    ///
    /// - `earlyEnd`: is told where the film ends before its header says; nil = the reader throws then.
    /// - Throws: `MediaError.ffmpegMissing`, `.programFailed`; the reader also `.notAVideo`,
    ///   `.videoStopped`, `.decoderDied` and `.videoCut`, and for a selection `.noTimes` and `.noneSelected`.
    public func frames(_ earlyEnd: EarlyEnd? = nil) throws -> any FrameReader {
        try VideoReader(self, earlyEnd)
    }
}

extension MediaError {
    /// What kept a program of ffmpeg's from reading a film.
    init(_ failure: PipedProgram.Failure, of program: String, reading path: String) {
        switch failure {
        case .notFound:
            self = .ffmpegMissing(path: path, program: program)
        case .fault(.lacks(let what, nil)):
            self = .programFailed(
                path: path, program: program,
                .lacks(what: what, version: FFmpegVersion.installed(of: program)))
        case .fault(let fault):
            self = .programFailed(path: path, program: program, fault)
        case .refused(let message):
            let words = message.replacingOccurrences(of: "file:\(path): ", with: "")
            self = .notAVideo(path: path, reason: "\(program): \(words)")
        }
    }
}
