extension Float {
    /// The bits of the nearest bfloat16, halves to even; NaN stays NaN.
    @inlinable package var bfloat16Pattern: UInt16 {
        let rounded = bitPattern &+ 0x7FFF &+ (bitPattern >> 16 & 1)
        return UInt16(truncatingIfNeeded: (isNaN ? bitPattern | 0x40_0000 : rounded) >> 16)
    }

    /// The value of a bfloat16, the upper half of a binary32.
    @inlinable package init(bfloat16Pattern bits: UInt16) {
        self.init(bitPattern: UInt32(bits) << 16)
    }
}
