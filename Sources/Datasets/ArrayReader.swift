import CArrayFiles
import Files
import Foundation
import Parsing

/// Numbers of an array file.
struct NumberArray: Sendable, Equatable {
    enum Elements: Sendable, Equatable {
        case bytes([UInt8])
        case doubles([Double])
    }

    /// As the format's libraries give them; HDF5: the last changes fastest, MATLAB: the first.
    let extents: [Int]
    let elements: Elements

    /// Elements as whole numbers; nil where one is none.
    var integers: [Int]? {
        switch elements {
        case .bytes(let bytes): return bytes.map(Int.init)
        case .doubles(let doubles):
            let integers = doubles.compactMap { Int(exactly: $0) }
            return integers.count == doubles.count ? integers : nil
        }
    }

    /// Elements `range`, 1 where they are not 0.
    func occupied(_ range: Range<Int>) -> [UInt8] {
        switch elements {
        case .bytes(let bytes): bytes[range].map { $0 == 0 ? 0 : 1 }
        case .doubles(let doubles): doubles[range].map { $0 == 0 ? 0 : 1 }
        }
    }
}

/// Reads arrays of HDF5 and MATLAB files through libhdf5 and libmatio, which run in a process of their
/// own: a file that makes them crash, hang or ask for gigabytes costs that process alone, and a new one
/// reads the next file.
///
/// Threads may share one reader; they read in turn. The first read starts the process, in 1 to 20 ms;
/// a mask takes 0.1 ms more.
final class ArrayReader: @unchecked Sendable {
    enum Format: UInt32 {
        case hdf5
        case matlab

        var name: String { self == .hdf5 ? "HDF5" : "MATLAB" }
        /// Bytes of the shortest file.
        var least: Int { self == .hdf5 ? 96 : 128 }
    }

    /// Why an array cannot be had; the caller names the file.
    enum Failure: Error, Equatable {
        case file(FileFailure)
        /// The file is none of the format, or is cut short.
        case foreign(bytes: Int)
        case absent
        case unfit(String)
        /// The libraries crashed or took too long.
        case crashed
    }

    /// Bytes of a file that is read at most.
    static let fileLimit = 1 << 30
    /// Bytes of an array at most: 480 masks of 320x640.
    static let largest = 100_000_000
    /// Time that a read may take.
    private let seconds: Int

    struct Child {
        let socket: Int32
        let identifier: pid_t
    }

    private let lock = NSLock()
    private(set) var child: Child?

    /// - `seconds`: what a read may take.
    init(seconds: Int = 30) { self.seconds = seconds }

    deinit { stop() }

    /// Reads an array.
    ///
    /// - Throws: `Failure`.
    func read(_ name: String, of path: String, _ format: Format) throws -> NumberArray {
        let size: Int
        do {
            size = try RegularFile(path).size
        } catch {
            throw Failure.file(error)
        }
        guard size <= Self.fileLimit else {
            throw Failure.file(.tooLarge(bytes: size, limit: Self.fileLimit))
        }
        guard size >= format.least, try format == .hdf5 || !isCut(path) else {
            throw Failure.foreign(bytes: size)
        }
        lock.lock()
        defer { lock.unlock() }
        do {
            return try ask(name, path, format, size)
        } catch Failure.crashed {
            stop()
            throw Failure.crashed
        }
    }

    /// Whether a MATLAB file ends before its header says; libhdf5 finds that out itself.
    private func isCut(_ path: String) throws -> Bool {
        do {
            return try MatlabExtent(path: path)?.isCut ?? false
        } catch {
            throw Failure.file(error)
        }
    }

    private func ask(
        _ name: String, _ path: String, _ format: Format, _ size: Int
    ) throws -> NumberArray {
        let child = try running()
        let (path, name) = (Array(path.utf8), Array(name.utf8))
        var request = array_request(
            format: format.rawValue, path_bytes: UInt32(path.count), name_bytes: UInt32(name.count),
            largest: UInt64(Self.largest))
        try withUnsafeBytes(of: &request) { try send($0, to: child) }
        try path.withUnsafeBytes { try send($0, to: child) }
        try name.withUnsafeBytes { try send($0, to: child) }
        var reply = array_reply()
        try withUnsafeMutableBytes(of: &reply) { try receive($0, from: child) }
        switch reply.status {
        case Int32(ARRAY_READ.rawValue): break
        case Int32(ARRAY_FOREIGN.rawValue): throw Failure.foreign(bytes: size)
        case Int32(ARRAY_ABSENT.rawValue): throw Failure.absent
        default:
            let message = withUnsafeBytes(of: reply.message) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            throw Failure.unfit(message)
        }
        return try elements(of: reply, from: child)
    }

    /// What a reply announces is believed only as far as a mask may be large.
    private func elements(of reply: array_reply, from child: Child) throws -> NumberArray {
        let all = withUnsafeBytes(of: reply.extents) { Array($0.bindMemory(to: UInt64.self)) }
        let extents = all.prefix(Int(reply.rank)).compactMap { Int(exactly: $0) }
        let isBytes = reply.element == Int32(ARRAY_BYTES.rawValue)
        var (count, size) = (1, isBytes ? 1 : MemoryLayout<Double>.size)
        for extent in extents {
            let (product, overflow) = size.multipliedReportingOverflow(by: extent)
            guard !overflow, product <= Self.largest else { throw Failure.crashed }
            (count, size) = (count * extent, product)
        }
        guard extents.count == Int(reply.rank), reply.bytes == UInt64(size) else {
            throw Failure.crashed
        }
        if isBytes {
            var bytes = [UInt8](repeating: 0, count: count)
            try bytes.withUnsafeMutableBytes { try receive($0, from: child) }
            return NumberArray(extents: extents, elements: .bytes(bytes))
        }
        var doubles = [Double](repeating: 0, count: count)
        try doubles.withUnsafeMutableBytes { try receive($0, from: child) }
        return NumberArray(extents: extents, elements: .doubles(doubles))
    }

    private func running() throws -> Child {
        if let child { return child }
        var identifier: pid_t = 0
        let socket = array_files_start(&identifier)
        guard socket >= 0 else { throw Failure.crashed }
        let started = Child(socket: socket, identifier: identifier)
        child = started
        return started
    }

    private func stop() {
        guard let child else { return }
        close(child.socket)
        kill(child.identifier, SIGKILL)
        while waitpid(child.identifier, nil, 0) < 0, errno == EINTR {}
        self.child = nil
    }

    private func send(_ bytes: UnsafeRawBufferPointer, to child: Child) throws {
        #if os(Linux)
            let quietly = Int32(MSG_NOSIGNAL)
        #else
            let quietly: Int32 = 0
        #endif
        var sent = 0
        while sent < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
            let count = Foundation.send(child.socket, rest.baseAddress, rest.count, quietly)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure.crashed }
            sent += count
        }
    }

    private func receive(_ bytes: UnsafeMutableRawBufferPointer, from child: Child) throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        var received = 0
        while received < bytes.count {
            let left = (deadline - .now) / .milliseconds(1)
            var waiting = pollfd(fd: child.socket, events: Int16(POLLIN), revents: 0)
            let ready = poll(&waiting, 1, Int32(max(0, left)))
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { throw Failure.crashed }
            let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[received...])
            let count = Foundation.read(child.socket, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure.crashed }
            received += count
        }
    }
}
