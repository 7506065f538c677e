import Checkpoints
import Decisions

extension CheckpointFile {
    /// A number of the metadata: above 0, or the default where there is none.
    ///
    /// - Throws: `SegmenterError.badMetadata`.
    func number(
        _ key: String, default standard: Double, below limit: Double
    ) throws -> Double {
        guard let text = metadata[key] else { return standard }
        guard let value = Double(text), value > 0, value < limit else {
            throw SegmenterError.badMetadata(path: path, key: key, found: text, limit: Int(limit))
        }
        return value
    }

    /// How presence is calibrated; as the head says it where the file says nothing.
    ///
    /// - Throws: `SegmenterError.badCalibration`.
    func presenceCalibration() throws -> PresenceCalibration {
        guard let text = metadata[PresenceCalibration.metadataKey] else { return .none }
        guard let calibration = PresenceCalibration(text) else {
            throw SegmenterError.badCalibration(path: path, found: text)
        }
        return calibration
    }
}
