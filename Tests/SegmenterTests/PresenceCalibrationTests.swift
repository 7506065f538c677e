import Checkpoints
import Decisions
import Foundation
import Testing
import Weights

@testable import Segmenter

@Suite("Calibration of presence")
struct PresenceCalibrationTests {
    private func file(_ metadata: [String: String]) throws -> CheckpointFile {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("calibration-\(UUID()).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try SafetensorsFile.write([:], metadata: metadata, to: path)
        return try CheckpointFile.open(path)
    }

    @Test("three numbers are read and applied")
    func numbers() throws {
        let read = try file(["presence_calibration": "0.5 2 -1"]).presenceCalibration()
        #expect(read == PresenceCalibration(presence: 0.5, fit: 2, offset: -1))
        #expect(read(presence: 4, fit: 3) == 7)
    }

    @Test("a file without them leaves the head's logit alone")
    func absent() throws {
        let read = try file([:]).presenceCalibration()
        #expect(read(presence: 1.25, fit: 9) == 1.25)
    }

    @Test("anything else is refused", arguments: ["", "1 2", "1 2 3 4", "1 two 3", "1 2 inf"])
    func refused(_ text: String) throws {
        let file = try file(["presence_calibration": text])
        #expect(throws: SegmenterError.badCalibration(path: file.path, found: text)) {
            _ = try file.presenceCalibration()
        }
    }
}
