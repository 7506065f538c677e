import Foundation

/// Frames as binary PPM pictures (netpbm's P6) on a pipe, their times beside them as notes; ffmpeg is
/// killed when reading stops early.
final class VideoReader: FrameReader {
    private let film: VideoFile
    private let earlyEnd: EarlyEnd?
    private let lights: HighDynamicRange?
    private var dialect = FFmpegDialect()
    private var program: PipedProgram?
    private var read = 0
    private var times: (first: Double, last: Double)?

    /// - `earlyEnd`: is told of a film that is cut; nil = `next()` throws.
    init(_ film: VideoFile, _ earlyEnd: EarlyEnd?) throws {
        (self.film, self.earlyEnd) = (film, earlyEnd)
        lights = film.highDynamicRange.map {
            HighDynamicRange($0.transfer, primaries: $0.primaries)
        }
        try start()
    }

    private func start() throws {
        do throws(PipedProgram.Failure) {
            program = try PipedProgram(
                "ffmpeg", dialect.frames(of: film.input, isDeep: lights != nil),
                takesNotes: dialect.tellsTimes)
        } catch {
            throw stopped(error)
        }
    }

    func next() throws -> Frame? {
        guard let program else { return nil }
        guard let header = try header(program) else {
            if try isAskedAgain(program) { return try next() }
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
        let number = String(read)
        let stem = String(repeating: "0", count: max(0, 5 - number.count)) + number
        let time = try time(program)
        if let time { times = (times?.first ?? time, time) }
        read += 1
        return Frame(index: read - 1, stem: stem, image: image, time: time)
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
            guard case .videoStopped = error, let earlyEnd else { throw error }
            earlyEnd.note(error)
            return
        }
        if read == 0 {
            throw MediaError.notAVideo(path: film.path, reason: "it has no frames")
        }
        let seconds = times.map { $0.last - $0.first }
        guard
            let reason = film.promise.shortfall(
                count: read, seconds: seconds, messages: program.messages)
        else { return }
        let error = MediaError.videoCut(
            path: film.path, frames: read, promised: film.promise.frames, reason: reason)
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
                guard let found = note.firstMatch(of: /pts_time:(\S+)/) else { continue }
                return Double(found.1)
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
        if case .refused(let reason) = failure, read > 0 {
            return .videoStopped(path: film.path, frames: read, reason: "ffmpeg: \(reason)")
        }
        return MediaError(failure, of: "ffmpeg", reading: film.path)
    }
}
