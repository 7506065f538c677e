/// The cyclic redundancy check of zip archives: IEEE 802.3's polynomial, lowest bit first.
///
/// Eight bytes a step through eight tables ("slicing by 8", Kounavis and Berry 2005).
package enum CRC32 {
    package static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        tables.withUnsafeBufferPointer { table in
            var crc = UInt32.max
            var position = 0
            while position + 8 <= bytes.count {
                let word = UInt64(
                    littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
                let mixed = word ^ UInt64(crc)
                crc = 0
                for byte in 0..<8 {
                    let index = Int(truncatingIfNeeded: mixed >> (8 * UInt64(byte)) & 0xFF)
                    crc ^= table[(7 - byte) << 8 | index]
                }
                position += 8
            }
            for byte in bytes[position...] {
                crc = crc >> 8 ^ table[Int(crc & 0xFF ^ UInt32(byte))]
            }
            return ~crc
        }
    }

    /// `tables[k << 8 | b]`: what byte b contributes once k more bytes have followed it.
    private static let tables: [UInt32] = {
        var tables = (0..<256).map { byte in
            (0..<8).reduce(UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 0 ? 0 : 0xEDB8_8320) }
        }
        for index in 256..<(8 * 256) {
            let before = tables[index - 256]
            tables.append(before >> 8 ^ tables[Int(before & 0xFF)])
        }
        return tables
    }()
}
