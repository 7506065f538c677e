import Checkpoints
import Files
import Foundation
import ModelFiles
import Tensors
import ShippedFiles
import Weights

/// What can be vouched for: that a weights file is whole, and that this program on this machine
/// computes what the reference computed.
package struct Certificate: Encodable, Sendable {
    /// The weights file as it was given.
    package let model: String
    /// SHA-256 of the file, or of the tensors of an imported one; nil for generated weights.
    package let sha256: String?
    package let backbone: String
    /// The reference values that were compared with.
    package let reference: String
    package let instructionSet: String
    package let precision: Precision
    /// What is wrong with the weights themselves; nil where nothing is.
    package let problems: String?
    package let comparison: Comparison

    package var isVerified: Bool { problems == nil && comparison.passes }

    enum CodingKeys: String, CodingKey {
        case model, sha256, backbone, reference, precision, problems, comparison
        case instructionSet = "instruction_set"
        case verified
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(model, forKey: .model)
        try container.encode(sha256, forKey: .sha256)
        try container.encode(backbone, forKey: .backbone)
        try container.encode(reference, forKey: .reference)
        try container.encode(instructionSet, forKey: .instructionSet)
        try container.encode(precision, forKey: .precision)
        try container.encode(problems, forKey: .problems)
        try container.encode(comparison, forKey: .comparison)
        try container.encode(isVerified, forKey: .verified)
    }

    /// What stands for the weights of the counter-based generator that goldens were made with.
    package static let generated = "generated"

    /// Runs the inputs of a golden file through a model and compares every stage.
    ///
    /// - `weights`: a weights file, or `generated`.
    /// - Throws: `WeightsError`, `CheckpointError`, `FamilyError`, `ReferFormerError`,
    ///   `VerificationError`.
    package init(
        weights: String, golden path: String, precision: Precision = .fp32, threads: Int
    ) throws {
        let golden = try Golden(path: path)
        let compute = try Compute(threads: threads, precision: precision)
        let expected = try golden.config()
        let source: any WeightSource
        if weights == Self.generated {
            source = golden.weights
            sha256 = nil
        } else {
            let file = try CheckpointFile.open(weights)
            let config = try ModelConfig(of: file)
            guard config == expected else {
                throw VerificationError.otherModel(
                    path: path, found: config.title, expected: expected.title)
            }
            source = file
            sha256 = Fingerprint.sha256(of: URL(fileURLWithPath: weights))
        }
        (model, backbone, reference) = (weights, expected.own.backboneName, path)
        (instructionSet, self.precision) = (compute.instructionSet.rawValue, precision)
        problems = nil
        comparison = try Comparison(golden, expected, source, on: compute).allowing(precision)
    }

    /// Checks that a weights file is a whole model with finite numbers and its own digest, then
    /// compares generated weights of the same kind of architecture with the reference values that
    /// come with the program.
    ///
    /// - Throws: `WeightsError`, `CheckpointError`, `FamilyError`, `ReferFormerError`,
    ///   `VerificationError`,
    ///   `ShippedFilesError`.
    package init(weights: String, precision: Precision = .fp32, threads: Int) throws {
        let file = try CheckpointFile.open(weights)
        let config = try ModelConfig(of: file)
        let compute = try Compute(threads: threads, precision: precision)
        reference = config.own.reference
        let golden = try Golden(path: ShippedFiles.reference("\(reference).safetensors").path)
        model = weights
        backbone = config.own.backboneName
        (instructionSet, self.precision) = (compute.instructionSet.rawValue, precision)
        let check = try WeightsCheck(file, config)
        (sha256, problems) = (check.sha256, check.problems)
        comparison = try Comparison(golden, golden.config(), golden.weights, on: compute)
            .allowing(precision)
    }

    /// One line that says it all.
    package var line: String {
        let weights = sha256.map { "sha256 \($0)" } ?? "generated weights"
        let worst = comparison.worst.map {
            String(format: "%@ at %.0f %% of its tolerance", $0.stage, min($0.share, 99.99) * 100)
        }
        return "\(isVerified ? "verified" : "NOT VERIFIED"): \(model), \(weights), \(backbone), "
            + "worst stage \(worst ?? "none"), \(precision.rawValue), \(instructionSet)"
    }
}

/// Whether the values of a weights file are all there and sound.
struct WeightsCheck {
    let sha256: String
    /// Nil where nothing is wrong.
    let problems: String?

    init(_ file: CheckpointFile, _ config: ModelConfig) throws {
        var mismatch = try file.mismatch(with: config) ?? WeightMismatch()
        for layout in file.layouts where layout.type.isFloat {
            if let tensor = try file.tensor(layout.name) {
                mismatch.addNotFinite(layout.name, tensor)
            }
            file.releasePages()
        }
        var problems = mismatch.isEmpty ? [] : [mismatch.description]
        if let digest = file.tensorsDigest {
            sha256 = digest
            if let stored = file.metadata[SafetensorsStream.digestKey], stored != digest {
                problems.append("the tensors' digest is not \(stored), written at import")
            }
        } else {
            sha256 = Fingerprint.sha256(of: URL(fileURLWithPath: file.path)) ?? "unreadable"
        }
        self.problems = problems.isEmpty ? nil : problems.joined(separator: "; ")
    }
}
