import Foundation

/// SHA-256 (FIPS 180-4), to name a weights file.
package struct Fingerprint {
    private var length = 0
    /// Bytes that do not fill a block yet.
    private var rest: [UInt8] = []
    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
        0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]

    package init() {}

    /// The digest of a file in hexadecimal, as `sha256sum` prints it; nil where it cannot be read.
    package static func sha256(of file: URL) -> String? {
        guard let handle = try? FileHandle(forReadingFrom: file) else { return nil }
        defer { try? handle.close() }
        var fingerprint = Fingerprint()
        while let part = try? handle.read(upToCount: 1 << 18), !part.isEmpty {
            part.withUnsafeBytes { fingerprint.add($0) }
        }
        return fingerprint.finish()
    }

    /// The digest of `bytes` in hexadecimal.
    package static func sha256(_ bytes: Data) -> String {
        var fingerprint = Fingerprint()
        bytes.withUnsafeBytes { fingerprint.add($0) }
        return fingerprint.finish()
    }

    /// Adds bytes, any number at a time.
    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        length += bytes.count
        var bytes = bytes
        if !rest.isEmpty {
            let missing = min(64 - rest.count, bytes.count)
            rest.append(contentsOf: bytes.prefix(missing))
            bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(missing))
            guard rest.count == 64 else { return }
            rest.withUnsafeBytes { absorb($0, blocks: 1) }
            rest.removeAll(keepingCapacity: true)
        }
        absorb(bytes, blocks: bytes.count / 64)
        rest.append(contentsOf: bytes.suffix(bytes.count % 64))
    }

    /// The digest of all bytes added, in hexadecimal.
    package consuming func finish() -> String {
        var tail = rest
        tail.append(0x80)
        while tail.count % 64 != 56 { tail.append(0) }
        withUnsafeBytes(of: UInt64(length * 8).bigEndian) { tail.append(contentsOf: $0) }
        tail.withUnsafeBytes { absorb($0, blocks: tail.count / 64) }
        return state.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    private mutating func absorb(_ bytes: UnsafeRawBufferPointer, blocks: Int) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { w in
            Self.constants.withUnsafeBufferPointer { k in
                for block in 0..<blocks {
                    for i in 0..<16 {
                        let word = bytes.loadUnaligned(
                            fromByteOffset: block * 64 + i * 4, as: UInt32.self)
                        w[i] = UInt32(bigEndian: word)
                    }
                    for i in 16..<64 {
                        let (a, b) = (w[i - 15], w[i - 2])
                        let s0 = a.rotated(7) ^ a.rotated(18) ^ (a >> 3)
                        let s1 = b.rotated(17) ^ b.rotated(19) ^ (b >> 10)
                        w[i] = w[i - 16] &+ s0 &+ w[i - 7] &+ s1
                    }
                    compress(w, k)
                }
            }
        }
    }

    @inline(__always)
    private mutating func compress(
        _ w: UnsafeMutableBufferPointer<UInt32>, _ k: UnsafeBufferPointer<UInt32>
    ) {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for i in 0..<64 {
            let s1 = e.rotated(6) ^ e.rotated(11) ^ e.rotated(25)
            let t1 = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ k[i] &+ w[i]
            let s0 = a.rotated(2) ^ a.rotated(13) ^ a.rotated(22)
            let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
            (h, g, f, e) = (g, f, e, d &+ t1)
            (d, c, b, a) = (c, b, a, t1 &+ t2)
        }
        for (i, value) in [a, b, c, d, e, f, g, h].enumerated() { state[i] &+= value }
    }

    /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
    private static let constants: [UInt32] = {
        var primes: [Int] = []
        var candidate = 2
        while primes.count < 64 {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes.map { prime in
            // floor(cbrt(prime) * 2^32), in integers: the largest r with r^3 <= prime * 2^96.
            var (low, high) = (UInt64(0), UInt64(1) << 36)
            while high - low > 1 {
                let middle = (low + high) / 2
                if cubeIsAtMost(middle, UInt64(prime)) { low = middle } else { high = middle }
            }
            return UInt32(truncatingIfNeeded: low)
        }
    }()

    /// Whether `root`³ ≤ `prime` · 2⁹⁶, for `root` < 2³⁶.
    private static func cubeIsAtMost(_ root: UInt64, _ prime: UInt64) -> Bool {
        let square = root.multipliedFullWidth(by: root)
        let low = square.low.multipliedFullWidth(by: root)
        let (middle, carry) = low.high.addingReportingOverflow(square.high &* root)
        // The cube is carry : middle : low.low; the right side is prime << 32 : 0, in 64-bit words.
        if carry { return false }
        let limit = prime << 32
        return middle < limit || (middle == limit && low.low == 0)
    }
}

extension UInt32 {
    @inline(__always)
    fileprivate func rotated(_ count: UInt32) -> UInt32 { self >> count | self << (32 - count) }
}
