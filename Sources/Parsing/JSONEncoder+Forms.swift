import Foundation

extension JSONEncoder {
    /// For JSON on one line: sorted keys, `/` as it is.
    package static var oneLine: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    /// For JSON that people read too: sorted keys, a line each, `/` as it is.
    package static var readable: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return encoder
    }
}
