/// What the marker segments of a JPEG file say before its pixels (ITU T.81, annex B).
struct JPEGHeader: Equatable {
    var width = 0
    var height = 0
    /// 1 gray, 3 colour, 4 CMYK.
    var components = 0
    /// EXIF orientation, 1…8; 1 where none is given.
    var orientation = 1

    enum Failure: Error, Equatable {
        /// The bytes end before the frame header does.
        case ended
        case damaged(String)
    }

    /// Walks the segments up to the frame header.
    init(_ bytes: UnsafeBufferPointer<UInt8>) throws(Failure) {
        var at = 2
        func byte(_ offset: Int) throws(Failure) -> Int {
            guard offset < bytes.count else { throw .ended }
            return Int(bytes[offset])
        }
        func word(_ offset: Int) throws(Failure) -> Int {
            try byte(offset) << 8 | byte(offset + 1)
        }
        while true {
            while try byte(at) != 0xff { at += 1 }
            while try byte(at) == 0xff { at += 1 }
            let marker = try byte(at)
            at += 1
            switch marker {
            case 0x00, 0x01, 0xd0...0xd8:
                continue
            case 0xd9, 0xda:
                throw .damaged("no frame header before the pixels")
            case 0xc0...0xcf where marker != 0xc4 && marker != 0xc8 && marker != 0xcc:
                height = try word(at + 3)
                width = try word(at + 5)
                components = try byte(at + 7)
                guard width > 0, height > 0 else { throw .damaged("size \(width)x\(height)") }
                guard [1, 3, 4].contains(components) else {
                    throw .damaged("\(components) colour components")
                }
                return
            default:
                let length = try word(at)
                guard length >= 2 else { throw .damaged("a segment of \(length) bytes") }
                if marker == 0xe1, at + length <= bytes.count {
                    let segment = UnsafeBufferPointer(rebasing: bytes[(at + 2)..<(at + length)])
                    orientation = exifOrientation(segment) ?? orientation
                }
                at += length
            }
        }
    }
}

/// The orientation tag of an APP1 segment's content, if it is EXIF (EXIF 2.3, 4.5; TIFF 6.0, tag 274).
private func exifOrientation(_ segment: UnsafeBufferPointer<UInt8>) -> Int? {
    guard segment.count >= 14, segment.starts(with: Array("Exif\0\0".utf8)) else { return nil }
    let tiff = UnsafeBufferPointer(rebasing: segment[6...])
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
