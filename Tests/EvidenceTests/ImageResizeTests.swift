import Media
import Testing

@testable import Evidence

/// Against Pillow 13.0: `Image.fromarray(pattern).resize((w, h), Image.BILINEAR)`.
@Suite struct ImageResizeTests {
    /// `(7x² + 13y² + 5xy + 89c + 31(x ^ y)) mod 256`.
    func pattern(_ width: Int, _ height: Int) -> RGBImage {
        var values: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                for c in 0..<3 {
                    let v = x * x * 7 + y * y * 13 + x * y * 5 + c * 89 + (x ^ y) * 31
                    values.append(UInt8(truncatingIfNeeded: v))
                }
            }
        }
        return RGBImage(width: width, height: height, pixels: values)
    }

    /// FNV-1a, 64 bits.
    func hash(_ values: [UInt8]) -> UInt64 {
        values.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    @Test func firstRowOfSmallPattern() throws {
        let resized = try pattern(13, 9).resized(width: 7, height: 5)
        #expect(
            Array(resized.pixels.prefix(21)) == [
                41, 130, 178, 117, 195, 83, 131, 147, 146, 92, 100, 159, 88, 113, 138, 135, 142, 79,
                156, 133, 87,
            ])
    }

    @Test(
        "whole pictures by their hash: smaller, larger, one side only, from one pixel",
        arguments: [
            ([13, 9, 7, 5], 0xb262_9e8e_2a86_0f4f), ([64, 36, 16, 9], 0xdc2c_fb9a_7b03_5014),
            ([50, 77, 36, 55], 0x45d8_4d3f_48c8_ad9a), ([31, 20, 55, 36], 0xd195_88c2_6695_8a30),
            ([128, 72, 64, 36], 0x91e9_c8e8_6c10_1c80), ([99, 33, 63, 21], 0xa6ea_52dc_90ae_d8a2),
            ([40, 30, 40, 17], 0x19fe_e727_e253_fc1), ([40, 30, 23, 30], 0x48d3_91eb_e290_f6c9),
            ([1, 1, 5, 4], 0x75a7_658c_c7f5_0c61),
        ] as [([Int], UInt64)])
    func samePixelsAsPillow(sizes: [Int], expected: UInt64) throws {
        let resized = try pattern(sizes[0], sizes[1]).resized(width: sizes[2], height: sizes[3])
        #expect((resized.width, resized.height) == (sizes[2], sizes[3]))
        #expect(hash(resized.pixels) == expected)
    }

    @Test func sameSizeIsUntouched() throws {
        let picture = pattern(20, 10)
        #expect(try picture.resized(width: 20, height: 10) == picture)
    }

    @Test func impossibleSizesAreRefused() {
        #expect(throws: EvidenceError.cannotResize(from: "4x4", to: "0x4", sides: 1...65536)) {
            try pattern(4, 4).resized(width: 0, height: 4)
        }
        #expect(throws: EvidenceError.cannotResize(from: "4x4", to: "4x65537", sides: 1...65536)) {
            try pattern(4, 4).resized(width: 4, height: 65537)
        }
    }
}
