import Foundation

/// Frames as binary PPM pictures (netpbm's P6) on a pipe, their times beside them as notes; ffmpeg is
/// killed when reading stops early.
final class VideoReader: FrameReader {
    private let film: VideoFile
    private let earlyEnd: EarlyEnd?
    private let lights: HighDynamicRange?
    private var dialect = FFmpegDialect()
    private var program: PipedProgram?
    /// Where ffmpeg starts to read, in seconds from the beginning; nil = there.
    private var entrance: Double?
    private var hasEntered = false
    private var read = 0
    private var times: (first: Double, last: Double)?

    /// - `earlyEnd`: is told of a film that is cut; nil = `next()` throws.
    init(_ film: VideoFile, _ earlyEnd: EarlyEnd?) throws {
        (self.film, self.earlyEnd) = (film, earlyEnd)
        lights = film.highDynamicRange.map {
            HighDynamicRange($0.transfer, primaries: $0.primaries)
        }
        if film.isEnteredAnywhere, let start = film.selection.start, start > Self.runUp {
            entrance = start - Self.runUp
        }
        try start()
    }

    /// Seconds that are decoded before the first frame that is wanted: films without key frames build
    /// pictures up over some, and containers miss the place by some.
    private static let runUp = 20.0

    private func start() throws {
        do throws(PipedProgram.Failure) {
            program = try PipedProgram(
                "ffmpeg",
                dialect.frames(
                    of: film.input, isDeep: lights != nil,
                    through: film.selection.filters(
                        beginning: film.beginning, withFirst: entrance != nil),
                    from: entrance),
                takesNotes: dialect.tellsTimes)
        } catch {
            throw stopped(error)
        }
    }

    func next() throws -> Frame? {
        guard let program else { return nil }
        guard let header = try header(program) else {
            if try isAskedAgain(program) { return try next() }
            if entrance != nil, !hasEntered {
                try readAll()
                return try next()
            }
            self.program = nil
            try end(program)
            return nil
        }
        guard (film.width, film.height) == (header.width, header.height) else {
            throw MediaError.sizesDiffer(
                first: "the video's header", firstSize: "\(film.width)x\(film.height)",
                other: "\(film.path) frame \(read + 1)",
                otherSize: "\(header.width)x\(header.height)")
        }
        guard let image = try image(program, isDeep: header.isDeep) else {
            self.program = nil
            try end(program)
            return nil
        }
        let time = try time(program)
        if film.selection.needsTimes {
            guard let time else { throw MediaError.noTimes(path: film.path) }
            if entrance != nil, !hasEntered {
                try enter(at: time)
                return try next()
            }
            if let end = film.selection.end, isFrom(end, time) {
                self.program = nil
                if read == 0 { throw noneSelected }
                return nil
            }
        }
        let number = String(read)
        let stem = String(repeating: "0", count: max(0, 5 - number.count)) + number
        if let time { times = (times?.first ?? time, time) }
        read += 1
        return Frame(index: read - 1, stem: stem, image: image, time: time)
    }

    /// Whether a time of the film's clock is, or comes after, one that counts from the beginning.
    private func isFrom(_ seconds: Double, _ time: Double) -> Bool {
        time - film.beginning >= seconds - FrameSelection.timeTolerance
    }

    /// Judges by its first frame, which is none of those that are wanted, where ffmpeg came in: where that was
    /// too late, all is read from the beginning.
    private func enter(at time: Double) throws {
        hasEntered = true
        if let start = film.selection.start, isFrom(start, time) { try readAll() }
    }

    /// Begins again, at the beginning: where ffmpeg came in there was nothing that it could decode.
    private func readAll() throws {
        (entrance, hasEntered) = (nil, true)
        try start()
    }

    private var noneSelected: MediaError {
        .noneSelected(
            path: film.path, start: film.selection.start, end: film.selection.end,
            seconds: film.duration)
    }

    /// Whether ffmpeg, before it sent anything, did not know a word and was started with another.
    private func isAskedAgain(_ program: PipedProgram) throws -> Bool {
        guard read == 0, case .fault(.lacks(let what, _)) = program.finish(), dialect.avoid(what)
        else { return false }
        try start()
        return true
    }

    /// Tells what is wrong with a film that gives no more frames.
    private func end(_ program: PipedProgram) throws {
        if let failure = program.finish() {
            let error = stopped(failure)
            guard read > 0, let earlyEnd else { throw error }
            earlyEnd.note(error)
            return
        }
        if read == 0 {
            guard film.selection.needsTimes else {
                throw MediaError.notAVideo(path: film.path, reason: "it has no frames")
            }
            throw noneSelected
        }
        let isWhole = film.selection == .all
        let seconds = times.map { $0.last - $0.first }
        guard
            let reason = isWhole
                ? film.promise.shortfall(
                    count: read, seconds: seconds, messages: program.messages)
                : film.promise.missingBytes(messages: program.messages)
        else { return }
        let error = MediaError.videoCut(
            path: film.path, frames: read, promised: isWhole ? film.promise.frames : nil,
            reason: reason)
        guard let earlyEnd else { throw error }
        earlyEnd.note(error)
    }

    /// `P6 width height 255` (65535 of a deep one) and one byte of white space; nil at the end of the
    /// stream.
    private func header(
        _ program: PipedProgram
    ) throws -> (width: Int, height: Int, isDeep: Bool)? {
        var fields: [[UInt8]] = [[]]
        var byte: [UInt8] = [0]
        while true {
            let got = try byte.withUnsafeMutableBytes { try pull($0, program) }
            if got == 0 { return nil }
            guard fields.count <= 4, (fields.last ?? []).count < 8 else { throw unreadable }
            if [0x20, 0x0a, 0x0d, 0x09].contains(byte[0]) {
                if fields.count == 4 { break }
                fields.append([])
            } else {
                fields[fields.count - 1].append(byte[0])
            }
        }
        let numbers = fields.dropFirst().compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        guard fields[0].elementsEqual("P6".utf8), numbers.count == 3,
            numbers[2] == (lights == nil ? 255 : 65535)
        else { throw unreadable }
        return (numbers[0], numbers[1], numbers[2] > 255)
    }

    /// The pixels of a frame; nil where the stream ends among them.
    private func image(_ program: PipedProgram, isDeep: Bool) throws -> RGBImage? {
        var isWhole = true
        let image = try RGBImage(width: film.width, height: film.height) { pixels in
            guard let lights, isDeep else {
                isWhole =
                    try pull(UnsafeMutableRawBufferPointer(pixels), program) == pixels.count
                return
            }
            try withUnsafeTemporaryAllocation(byteCount: pixels.count * 2, alignment: 2) { deep in
                isWhole = try pull(deep, program) == deep.count
                lights.show(UnsafeRawBufferPointer(deep), in: pixels)
            }
        }
        return isWhole ? image : nil
    }

    /// The time of the frame that was read last, in seconds; nil where it has none.
    private func time(_ program: PipedProgram) throws -> Double? {
        guard dialect.tellsTimes else { return nil }
        do throws(PipedProgram.Failure) {
            while let note = try program.nextNote() {
                guard let found = note.firstMatch(of: /pts:(\S+)/) else { continue }
                return Double(found.1).map { $0 / 1e6 }
            }
        } catch {
            throw stopped(error)
        }
        return nil
    }

    private func pull(
        _ buffer: UnsafeMutableRawBufferPointer, _ program: PipedProgram
    ) throws -> Int {
        do throws(PipedProgram.Failure) {
            return try program.read(into: buffer)
        } catch {
            throw stopped(error)
        }
    }

    private var unreadable: MediaError {
        .notAVideo(path: film.path, reason: "ffmpeg sent an unexpected picture")
    }

    private func stopped(_ failure: PipedProgram.Failure) -> MediaError {
        switch failure {
        case .refused(let reason) where read > 0:
            return .videoStopped(path: film.path, frames: read, reason: "ffmpeg: \(reason)")
        case .fault(let fault) where read > 0:
            return .decoderDied(path: film.path, frames: read, program: "ffmpeg", fault)
        default: break
        }
        return MediaError(failure, of: "ffmpeg", reading: film.path)
    }
}
