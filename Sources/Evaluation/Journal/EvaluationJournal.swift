import Files
import Foundation
import Parsing

/// The file that an evaluation can be continued from, whatever ended it: one line for the evaluation,
/// then one a finished video, each with its checksum and on the disk before the next video begins.
///
///     <CRC-32 of the rest, 8 digits> <JSON>
///
/// What a crash or a full disk left unfinished at the end is dropped when the journal is opened again.
/// Only one process at a time may have it open.
package final class EvaluationJournal {
    /// The journal's name in the output folder.
    package static let name = "journal"

    package let header: JournalHeader
    /// Videos that are finished.
    package var finished: Set<String> { Set(places.keys) }
    /// Bytes at the end that were no record, when the journal was opened.
    package let droppedBytes: Int

    private let path: String
    private let descriptor: Int32
    private var end: Int
    private var places: [String: Range<Int>]

    /// Opens the journal in a folder, or begins one.
    ///
    /// - Throws: `EvaluationError`; `.otherEvaluation` where it was begun with another header.
    package init(folder: String, header: JournalHeader) throws {
        let path = (folder as NSString).appendingPathComponent(Self.name)
        self.path = path
        if (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0 == 0 {
            try Self.naming(path) {
                try writeAtomically(Self.line(header), to: path, survivesPowerLoss: true)
            }
        }
        descriptor = try Self.open(path, O_RDWR, lock: LOCK_EX)
        do {
            let contents = try Self.scan(path, descriptor)
            if let difference = header.difference(from: contents.header) {
                throw EvaluationError.otherEvaluation(path: path, difference: difference)
            }
            guard ftruncate(descriptor, off_t(contents.end)) == 0 else {
                throw Self.unwritable(path)
            }
            self.header = contents.header
            (places, end, droppedBytes) = (contents.places, contents.end, contents.dropped)
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Opens a finished journal to read.
    ///
    /// - Throws: `EvaluationError`.
    package init(reading folder: String) throws {
        path = (folder as NSString).appendingPathComponent(Self.name)
        guard access(path, F_OK) == 0 else { throw EvaluationError.noJournal(path: folder) }
        descriptor = try Self.open(path, O_RDONLY, lock: LOCK_SH)
        do {
            let contents = try Self.scan(path, descriptor)
            header = contents.header
            (places, end, droppedBytes) = (contents.places, contents.end, contents.dropped)
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// Adds a finished video; when this returns, it survives a power cut.
    ///
    /// - Throws: `EvaluationError.unwritable`; the journal is then as before.
    package func append(_ record: VideoRecord) throws {
        let line = try Self.line(record)
        do {
            try line.withUnsafeBytes { bytes in
                var written = 0
                while written < bytes.count {
                    let got = pwrite(
                        descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written,
                        off_t(end + written))
                    if got > 0 {
                        written += got
                    } else if got == 0 || errno != EINTR {
                        throw Self.unwritable(path)
                    }
                }
            }
            guard fsync(descriptor) == 0 else { throw Self.unwritable(path) }
        } catch {
            ftruncate(descriptor, off_t(end))
            throw error
        }
        places[record.video] = end..<(end + line.count)
        end += line.count
    }

    /// What was found in a video; nil where it is not finished.
    ///
    /// - Throws: `EvaluationError.unreadable`, `.otherEvaluation`.
    package func record(of video: String) throws -> VideoRecord? {
        guard let place = places[video] else { return nil }
        let bytes = try Self.bytes(path, descriptor, place)
        guard let json = Self.payload(bytes[...]) else {
            throw EvaluationError.unreadable(path: path, reason: "it changed while it was read")
        }
        guard let record = try? JSONDecoder().decode(VideoRecord.self, from: json),
            record.isConsistent
        else {
            throw EvaluationError.otherEvaluation(
                path: path, difference: "records of another version of refseg")
        }
        return record
    }

    /// Every finished video's record, in the order of the evaluation.
    package func forEachRecord(_ body: (VideoRecord) throws -> Void) throws {
        for video in header.videos {
            if let record = try record(of: video) { try body(record) }
        }
    }
}

extension EvaluationJournal {
    private struct Contents {
        let header: JournalHeader
        var places: [String: Range<Int>] = [:]
        var end: Int
        var dropped = 0
    }

    /// Just enough of a record to know whose it is.
    private struct Name: Decodable { let video: String }

    private static func line(_ value: some Encodable) throws -> [UInt8] {
        let json = [UInt8](try JSONEncoder.oneLine.encode(value))
        return Array("\(checksum(json[...])) ".utf8) + json + [0x0a]
    }

    private static func checksum(_ json: ArraySlice<UInt8>) -> String {
        let digits = String(json.withUnsafeBytes { CRC32.checksum($0) }, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// The JSON of a whole line; nil where the line is none of this program, or damaged.
    private static func payload(_ line: ArraySlice<UInt8>) -> Data? {
        guard line.count > 10, line.last == 0x0a else { return nil }
        let json = line.dropFirst(9).dropLast()
        guard line.prefix(9).elementsEqual("\(checksum(json)) ".utf8) else { return nil }
        return Data(json)
    }

    /// Reads line by line, up to the first that is not whole.
    private static func scan(_ path: String, _ descriptor: Int32) throws -> Contents {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
        let size = Int(status.st_size)
        var contents: Contents?
        // What has been read and not used, and where it begins.
        var (rest, start, read) = ([UInt8](), 0, 0)
        reading: while read < size {
            let part = try bytes(path, descriptor, read..<min(read + 1 << 22, size))
            rest += part
            read += part.count
            var position = 0
            while let newline = rest[position...].firstIndex(of: 0x0a) {
                let line = rest[position...newline]
                guard let json = payload(line) else { break reading }
                let place = (start + position)..<(start + newline + 1)
                if contents == nil {
                    guard let header = try? JSONDecoder().decode(JournalHeader.self, from: json),
                        header.format == JournalHeader.formatName, header.isConsistent
                    else { break reading }
                    contents = Contents(header: header, end: place.upperBound)
                } else {
                    guard let name = try? JSONDecoder().decode(Name.self, from: json) else {
                        break reading
                    }
                    contents?.places[name.video] = place
                    contents?.end = place.upperBound
                }
                position = newline + 1
            }
            rest.removeFirst(position)
            start += position
        }
        guard var contents else { throw EvaluationError.foreignJournal(path: path) }
        contents.dropped = size - contents.end
        return contents
    }

    private static func bytes(
        _ path: String, _ descriptor: Int32, _ place: Range<Int>
    ) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: place.count)
        var got = 0
        while got < place.count {
            let count = bytes.withUnsafeMutableBytes {
                pread(
                    descriptor, $0.baseAddress.map { $0 + got }, place.count - got,
                    off_t(place.lowerBound + got))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw unreadable(path) }
            got += count
        }
        return bytes
    }

    private static func open(_ path: String, _ mode: Int32, lock: Int32) throws -> Int32 {
        let descriptor = Foundation.open(path, mode | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw mode == O_RDONLY ? unreadable(path) : unwritable(path)
        }
        // A process that was started a moment ago may still hold what it inherited.
        var tries = 20
        while flock(descriptor, lock | LOCK_NB) != 0 {
            tries -= 1
            if errno == EINTR || (errno == EWOULDBLOCK && tries > 0) {
                usleep(10_000)
                continue
            }
            let isTaken = errno == EWOULDBLOCK
            let error = isTaken ? EvaluationError.inUse(path: path) : unreadable(path)
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func naming(_ path: String, _ write: () throws -> Void) throws {
        do {
            try write()
        } catch let failure as WriteFailure {
            throw EvaluationError.unwritable(path: path, reason: failure.reason)
        }
    }

    private static func unwritable(_ path: String) -> EvaluationError {
        .unwritable(path: path, reason: String(cString: strerror(errno)))
    }

    private static func unreadable(_ path: String) -> EvaluationError {
        .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
}
