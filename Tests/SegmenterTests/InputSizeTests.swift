import Evidence
import Foundation
import Media
import Testing
import Weights

@testable import Segmenter

/// The frames that published models read, against Pillow and torchvision; the reference was made with
/// a short side of 36 instead of 360, and 64 for 640.
@Suite("Frames as published models read them")
struct InputSizeTests {
    private let golden: SafetensorsFile

    init() throws {
        golden = try SafetensorsFile(
            path: Bundle.module.bundleURL.appendingPathComponent(
                "Fixtures/preproc.safetensors"
            ).path)
    }

    private func pixels(_ name: String) throws -> RGBImage {
        let shape = try #require(golden.layout(of: name)).shape
        let levels = try #require(golden.integers(name))
        return RGBImage(width: shape[1], height: shape[0], pixels: levels.map { UInt8($0) })
    }

    @Test("Ref-YouTube-VOS: size, pixels and normalised values", arguments: 0..<6)
    func video(_ number: Int) throws {
        let input = try pixels("\(number).in")
        let expected = try pixels("\(number).resized")
        let size = InputSize.video(width: input.width, height: input.height, shortSide: 36)
        #expect(size == InputSize(height: expected.height, width: expected.width))
        let resized = try input.resized(width: size.width, height: size.height)
        #expect(resized == expected)
        // The reference is [channels, height, width].
        let reference = try #require(golden.tensor("\(number).norm")).values
        let area = size.width * size.height
        let values = resized.normalised().values
        #expect(values.indices.allSatisfy { values[$0] == reference[$0 % 3 * area + $0 / 3] })
    }

    @Test("A2D-Sentences: a longer side of at most 640", arguments: 0..<4)
    func annotated(_ number: Int) throws {
        let input = try pixels("a2d\(number).in")
        let expected = try pixels("a2d\(number).resized")
        let size = InputSize.annotated(
            width: input.width, height: input.height, shortSide: 36, longSide: 64)
        #expect(size == InputSize(height: expected.height, width: expected.width))
        #expect(try input.resized(width: size.width, height: size.height) == expected)
    }

    @Test("a frame that has its size already is left alone")
    func unchanged() {
        #expect(InputSize.video(width: 640, height: 360) == InputSize(height: 360, width: 640))
        #expect(InputSize.video(width: 360, height: 641) == InputSize(height: 641, width: 360))
    }
}
