import Foundation
import Tensors

/// Widens IEEE 754 binary16 values.
///
/// The exponent is corrected by one multiplication, which also normalises subnormal values;
/// infinities and NaN are set apart by their full exponent.
func widen(float16 bytes: UnsafeRawBufferPointer, into floats: UnsafeMutableBufferPointer<Float>) {
    let scale = Float(bitPattern: 0x7780_0000)  // 2^112
    widen(bytes, into: floats) { half in
        let magnitude = (Float(bitPattern: (half & 0x7FFF) << 13) * scale).bitPattern
        let special: UInt32 = half & 0x7C00 == 0x7C00 ? 0x7F80_0000 : 0
        return Float(bitPattern: magnitude | special | (half & 0x8000) << 16)
    }
}

/// Widens bfloat16 values: the upper halves of binary32.
func widen(bfloat16 bytes: UnsafeRawBufferPointer, into floats: UnsafeMutableBufferPointer<Float>) {
    widen(bytes, into: floats) { Float(bitPattern: $0 << 16) }
}

/// Rounds IEEE 754 binary64 values to the nearest binary32.
func round(float64 bytes: UnsafeRawBufferPointer, into floats: UnsafeMutableBufferPointer<Float>) {
    precondition(bytes.count == 8 * floats.count, "\(bytes.count) bytes, \(floats.count) values")
    for i in floats.indices {
        let bits = bytes.loadUnaligned(fromByteOffset: 8 * i, as: UInt64.self)
        floats[i] = Float(Double(bitPattern: UInt64(littleEndian: bits)))
    }
}

/// Widens values of 16 bits. Plain pointers, since checks of every access keep the compiler from
/// working on vectors.
@inline(__always)
private func widen(
    _ bytes: UnsafeRawBufferPointer, into floats: UnsafeMutableBufferPointer<Float>,
    _ widen: (UInt32) -> Float
) {
    precondition(bytes.count == 2 * floats.count, "\(bytes.count) bytes, \(floats.count) values")
    guard let source = bytes.baseAddress, let target = floats.baseAddress else { return }
    for i in 0..<floats.count {
        let half = source.loadUnaligned(fromByteOffset: 2 * i, as: UInt16.self)
        target[i] = widen(UInt32(UInt16(littleEndian: half)))
    }
}

/// Index of the first value that is NaN or infinite.
func firstNotFinite(_ floats: UnsafeBufferPointer<Float>) -> Int? {
    var worst: UInt32 = 0
    for value in floats { worst = max(worst, value.bitPattern & 0x7FFF_FFFF) }
    return worst < 0x7F80_0000 ? nil : floats.firstIndex { !$0.isFinite }
}

/// bfloat16 values, each rounded to the nearest, halves to even; NaN stays NaN.
func narrow(toBfloat16 floats: UnsafeBufferPointer<Float>) -> Data {
    var bytes = Data(count: 2 * floats.count)
    bytes.withUnsafeMutableBytes { bytes in
        let halves = bytes.bindMemory(to: UInt16.self)
        for i in 0..<floats.count {
            halves[i] = floats[i].bfloat16Pattern.littleEndian
        }
    }
    return bytes
}
