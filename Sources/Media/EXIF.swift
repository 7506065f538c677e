/// What cameras write beside the pixels (EXIF 2.3): a small TIFF file.
enum EXIF {
    /// The orientation tag, 1…8 (TIFF 6.0, tag 274); nil where there is none.
    ///
    /// - `tiff`: begins with its byte order, `II` or `MM`.
    static func orientation(_ tiff: UnsafeBufferPointer<UInt8>) -> Int? {
        guard tiff.count >= 8 else { return nil }
        let little = tiff[0] == UInt8(ascii: "I")
        func value(_ offset: Int, _ size: Int) -> Int? {
            guard offset >= 0, offset + size <= tiff.count else { return nil }
            return (0..<size).reduce(0) { sum, index in
                sum << 8 | Int(tiff[offset + (little ? size - 1 - index : index)])
            }
        }
        guard let directory = value(4, 4), let entries = value(directory, 2) else { return nil }
        for entry in 0..<entries {
            let at = directory + 2 + entry * 12
            guard let tag = value(at, 2) else { return nil }
            if tag == 274, let orientation = value(at + 8, 2) {
                return (1...8).contains(orientation) ? orientation : nil
            }
        }
        return nil
    }
}
