/// Rows of comma-separated values (RFC 4180): fields in double quotes may hold commas, line ends and
/// doubled quotes; lines end in LF or CR LF; blank lines are passed over, as pandas does.
package struct CommaSeparated {
    /// One row and the line on which it begins, from 1.
    package struct Row: Sendable, Equatable {
        package let line: Int
        package let fields: [String]

        /// A row of a file, or one made up.
        package init(line: Int, fields: [String]) { (self.line, self.fields) = (line, fields) }
    }

    /// What cannot be read; the caller names the file.
    package enum Failure: Error, Equatable {
        /// Bytes that are no UTF-8.
        case encoding(line: Int)
        /// A quote that never ends.
        case openQuote(line: Int)
    }

    /// Reads all rows. A byte order mark at the start is no part of the first field.
    ///
    /// - Throws: `Failure`.
    package static func rows(_ bytes: [UInt8]) throws(Failure) -> [Row] {
        var reader = Reader(bytes[...])
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.position = 3 }
        var rows: [Row] = []
        while let row = try reader.row() {
            if row.fields != [""] { rows.append(row) }
        }
        return rows
    }

    private struct Reader {
        let bytes: ArraySlice<UInt8>
        var position = 0
        var line = 1

        init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

        /// The next row; nil at the end.
        mutating func row() throws(Failure) -> Row? {
            guard position < bytes.count else { return nil }
            let start = line
            var fields: [String] = []
            while true {
                fields.append(try field())
                guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else { break }
                position += 1
            }
            if position < bytes.count { position += 1 }
            line += 1
            return Row(line: start, fields: fields)
        }

        /// A field, up to a comma, a line's LF or the end.
        private mutating func field() throws(Failure) -> String {
            let start = line
            var text: [UInt8] = []
            if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
                position += 1
                while true {
                    guard position < bytes.count else { throw .openQuote(line: start) }
                    let byte = bytes[position]
                    position += 1
                    if byte == UInt8(ascii: "\"") {
                        guard position < bytes.count, bytes[position] == byte else { break }
                        position += 1
                    } else if byte == 0x0A {
                        line += 1
                    }
                    text.append(byte)
                }
            }
            while position < bytes.count, bytes[position] != UInt8(ascii: ","),
                bytes[position] != 0x0A
            {
                text.append(bytes[position])
                position += 1
            }
            let endsLine = position == bytes.count || bytes[position] == 0x0A
            if endsLine, text.last == 0x0D { text.removeLast() }
            guard let field = String(validating: text, as: UTF8.self) else {
                throw .encoding(line: start)
            }
            return field
        }
    }
}
