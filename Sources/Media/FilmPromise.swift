import Foundation
import Parsing

/// What a film's header says that there is to read, to be compared with what was read.
struct FilmPromise {
    let frames: Int?
    let seconds: Double?
    /// Frames per second.
    let rate: Double?
    let extent: FilmExtent?

    /// Why a film that gave `count` frames is not whole; nil where nothing says so.
    ///
    /// It is cut where its container, or ffmpeg, says that bytes are missing, or where neither its frames
    /// nor its seconds are all there: headers count frames too that an edit list leaves out.
    ///
    /// - `seconds`: between the first frame and the last; nil where frames have no times.
    /// - `messages`: what ffmpeg has told.
    func shortfall(count: Int, seconds: Double?, messages: String) -> String? {
        if let reason = missingBytes(messages: messages) { return reason }
        guard let missing = missingSeconds(count, seconds), let rate, let promised = self.seconds
        else { return nil }
        // A film whose bytes are all there may well end with a frame that is shown for long.
        let isShort = frames.map { count < $0 } ?? (extent == nil)
        guard isShort, missing > max(1.5 / rate, 0.02 * promised) else { return nil }
        return "its header promises " + String(format: "%.2f seconds", promised)
    }

    /// That the container, or ffmpeg, says that bytes are missing; nil where neither does.
    ///
    /// - `messages`: what ffmpeg has told.
    func missingBytes(messages: String) -> String? {
        if let extent, extent.isCut {
            return "the file has \(extent.bytes.grouped) of the \(extent.promised.grouped) bytes "
                + "that it should have"
        }
        return messages.split(whereSeparator: \.isNewline).first(where: Self.tellsOfACut)
            .map { "ffmpeg: " + Self.withoutAddress($0) }
    }

    private func missingSeconds(_ count: Int, _ read: Double?) -> Double? {
        guard let seconds, let rate else { return nil }
        return seconds - (read.map { $0 + 1 / rate } ?? Double(count) / rate)
    }

    private static func tellsOfACut(_ line: Substring) -> Bool {
        ["partial file", "ended prematurely", "Truncating packet", "truncated"]
            .contains { line.contains($0) }
    }

    /// A line of ffmpeg's without the part of it that speaks, `[matroska,webm @ 0x5560]`.
    private static func withoutAddress(_ line: Substring) -> String {
        guard line.hasPrefix("["), let end = line.range(of: "] ")?.upperBound else {
            return String(line)
        }
        return String(line[end...])
    }
}
