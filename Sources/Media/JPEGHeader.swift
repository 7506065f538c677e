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
                    if segment.starts(with: Array("Exif\0\0".utf8)) {
                        let tags = UnsafeBufferPointer(rebasing: segment[6...])
                        orientation = EXIF.orientation(tags) ?? orientation
                    }
                }
                at += length
            }
        }
    }
}
