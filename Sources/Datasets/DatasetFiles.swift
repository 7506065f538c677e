import Files
import Foundation
import Parsing

/// Paths, names and contents of a dataset's files.
enum DatasetFiles {
    /// Bytes of a list (JSON, CSV, text) that are read at most.
    static let listLimit = 2 << 30

    /// Whether a name can be used as one component of a path inside the dataset.
    static func isSafe(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && name.utf8.count <= 200
            && name.unicodeScalars.allSatisfy {
                $0 != "/" && $0 != "\\" && $0.properties.generalCategory != .control
            }
    }

    static func path(_ folder: String, _ names: String...) -> String {
        names.reduce(folder) { ($0 as NSString).appendingPathComponent($1) }
    }

    /// Whether something is there; links are followed.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0
    }

    /// Whether a folder is there; links are followed.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The first of some folders that is there, or the first of all.
    static func folder(_ root: String, oneOf names: [String]) -> String {
        let paths = names.map { $0 == "." ? root : path(root, $0) }
        return paths.first(where: isFolder) ?? paths[0]
    }

    /// The whole of a list.
    ///
    /// - Throws: `DatasetError.missing`, `.unreadable`, `.linkLoop`.
    static func contents(
        _ path: String, what: String, _ benchmark: Benchmark
    ) throws(DatasetError) -> [UInt8] {
        do throws(FileFailure) {
            return try RegularFile.contents(of: path, limit: listLimit)
        } catch {
            if error == .missing { throw .missing(path: path, what: what, benchmark) }
            throw loops(path) ? .linkLoop(path: path) : DatasetError(error, path: path)
        }
    }

    /// Whether following a path's links never ends.
    static func loops(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) != 0 && errno == ELOOP
    }

    /// Visible names in a folder, sorted by their bytes; nil where it cannot be listed.
    static func names(in folder: String) -> [String]? {
        visibleNames(in: folder)?.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The number of a frame as file names have it: five digits.
    static func frameName(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }

    /// Reads rows of comma-separated values.
    ///
    /// - Throws: `DatasetError`.
    static func rows(
        _ path: String, what: String, _ benchmark: Benchmark
    ) throws(DatasetError) -> [CommaSeparated.Row] {
        let bytes = try contents(path, what: what, benchmark)
        do throws(CommaSeparated.Failure) {
            return try CommaSeparated.rows(bytes)
        } catch {
            switch error {
            case .encoding(let line):
                throw .wrongEncoding(path: path, place: "line \(line)", expected: "UTF-8")
            case .openQuote(let line):
                throw .badRow(
                    path: path, place: "line \(line)", found: "a quotation mark that never ends",
                    expected: "comma-separated values")
            }
        }
    }

    /// Lines of a text with their numbers, from 1; blank ones are passed over, spaces at their ends and a
    /// byte order mark at the start cut.
    ///
    /// - `isLatin1`: whether the published file is in Latin-1; UTF-8 otherwise.
    /// - Throws: `DatasetError`; `.wrongEncoding` also for UTF-8 that should be Latin-1.
    static func lines(
        _ path: String, isLatin1: Bool, what: String, _ benchmark: Benchmark
    ) throws(DatasetError) -> [(number: Int, text: String)] {
        var bytes = try contents(path, what: what, benchmark)[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        let lines = bytes.split(omittingEmptySubsequences: false) { $0 == 0x0A }
        var found: [(number: Int, text: String)] = []
        let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
        for (index, line) in lines.enumerated() {
            let isPlain = line.allSatisfy { $0 < 0x80 }
            if !isPlain, isLatin1 == isUTF8,
                isLatin1 || String(validating: line, as: UTF8.self) == nil
            {
                throw .wrongEncoding(
                    path: path, place: "line \(index + 1)", expected: isLatin1 ? "Latin-1" : "UTF-8"
                )
            }
            let text =
                isLatin1
                ? String(String.UnicodeScalarView(line.map { Unicode.Scalar($0) }))
                : String(decoding: line, as: UTF8.self)
            let words = text.unicodeScalars.drop(while: \.isPythonSpace).reversed()
                .drop(while: \.isPythonSpace).reversed()
            if !words.isEmpty { found.append((index + 1, String(String.UnicodeScalarView(words)))) }
        }
        return found
    }

    /// Reads JSON as a whole; what cannot be read gets the file's name.
    ///
    /// - Throws: `DatasetError`, and whatever `read` throws.
    static func json<Value>(
        _ path: String, what: String, _ benchmark: Benchmark,
        _ read: (inout JSONScanner) throws -> Value
    ) throws -> Value {
        let bytes = try contents(path, what: what, benchmark)
        do {
            return try JSONScanner.whole(bytes, read)
        } catch let failure as JSONScanner.Failure {
            throw DatasetError.badJSON(
                path: path, byte: failure.position, found: failure.found,
                expected: failure.expected)
        }
    }
}
