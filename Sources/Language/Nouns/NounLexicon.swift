import ShippedFiles

/// What nouns mean in the classes of networks that were taught with photographs: the 1000 of ImageNet, the
/// 20 of PASCAL VOC, the 80 of COCO and eight kinds of scenery. Made from WordNet 3.0 by Training/lexicon/build.py;
/// Training/lexicon/nouns.py describes the file.
///
/// Lines stay as they are in the file and are found by bisection, so loading is reading.
package struct NounLexicon: Sendable {
    private let bytes: [UInt8]
    /// Where the lines begin, after the header.
    private let start: Int

    private static let newline = UInt8(ascii: "\n")
    private static let tab = UInt8(ascii: "\t")

    /// The file that comes with the program.
    ///
    /// - Throws: `ShippedFilesError`, `WordListError`.
    package init() throws {
        try self.init(path: ShippedFiles.nouns().path)
    }

    /// - Throws: `WordListError`.
    package init(path: String) throws {
        let file = try WordListFile(
            path: path, header: "#refseg-nouns 1", holding: "the list of nouns")
        (bytes, start) = (file.bytes, file.start)
    }

    /// What is known of a word, in lower case; nil where it is unknown.
    package func word(_ text: String) -> NounEntry? {
        fields(text).map(NounEntry.init)
    }

    /// The classes of a noun's entry; nil where it has none.
    package func classes(_ entry: NounEntry) -> NounClasses? {
        entry.classSet.flatMap { fields($0) }.map(NounClasses.init)
    }

    /// Every word of the list, in order.
    func forEachKey(_ body: (Slice<UnsafeBufferPointer<UInt8>>) -> Void) {
        bytes.withUnsafeBufferPointer { bytes in
            var at = start
            while at < bytes.count {
                let line = bytes[at...].prefix { $0 != Self.newline }
                body(line.prefix { $0 != Self.tab })
                at = line.endIndex + 1
            }
        }
    }

    /// The fields of the line that begins with `key`.
    private func fields(_ key: String) -> [Substring]? {
        let key = Array(key.utf8)
        return bytes.withUnsafeBufferPointer { bytes in
            var low = start
            var high = bytes.count
            while low < high {
                var begin = low + (high - low) / 2
                while begin > low, bytes[begin - 1] != Self.newline { begin -= 1 }
                let line = bytes[begin...].prefix { $0 != Self.newline }
                let word = line.prefix { $0 != Self.tab }
                if word.elementsEqual(key) {
                    let rest = String(decoding: line[word.endIndex...], as: UTF8.self)
                    return rest.split(separator: "\t", omittingEmptySubsequences: false)
                        .dropFirst().map { $0 }
                }
                if word.lexicographicallyPrecedes(key) {
                    low = line.endIndex + 1
                } else {
                    high = begin
                }
            }
            return nil
        }
    }
}
