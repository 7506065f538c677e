import Files
import Foundation
import ShippedFiles
import Speech
import Tensors
import Weights

// Whisper models, which hear spoken queries.
extension Certificate {
    /// The reference values of the shipped model.
    private static let whisperReference = "whisper-base"

    /// Checks that a Whisper model is whole, finite and unchanged since it was imported, and compares
    /// encoder and decoder with reference values: its own where a golden file is named, otherwise the
    /// model in the package with those that come with the program. Nil where the path leads to something
    /// that is not meant to be a Whisper model.
    ///
    /// - `path`: of a folder or a file.
    /// - Throws: `WhisperError`, `WeightsError`, `VerificationError`, `ShippedFilesError`.
    package init?(
        whisper path: String, golden: String?, precision: Precision = .fp32, threads: Int
    ) throws {
        guard WhisperFile.isMeant(at: path) else { return nil }
        let compute = try Compute(threads: threads, precision: precision)
        let file = try WhisperFile(path: path)
        var (problems, whisper): ([String], Whisper?) = ([], nil)
        do {
            whisper = try Whisper(file, precision: precision, on: compute)
        } catch WeightsError.mismatched(_, let mismatch) {
            problems.append(mismatch.description)
        }
        if let stored = file.metadata[SafetensorsStream.digestKey],
            try SafetensorsFile(path: file.weights).tensorsDigest != stored
        {
            problems.append("the tensors' digest is not \(stored), written at import")
        }
        (model, backbone) = (path, file.name)
        sha256 = Fingerprint.sha256(of: URL(fileURLWithPath: file.weights))
        (instructionSet, self.precision) = (compute.instructionSet.rawValue, precision)
        self.problems = problems.isEmpty ? nil : problems.joined(separator: "; ")
        if let golden {
            reference = golden
            comparison =
                try whisper.map {
                    try Comparison(Golden(path: golden), $0, of: file.name, on: compute)
                        .allowing(precision)
                } ?? Comparison(stages: [])
        } else {
            let shipped = try WhisperFile(path: ShippedFiles.audioWeights().path)
            let golden = try Golden(
                path: ShippedFiles.reference("\(Self.whisperReference).safetensors").path)
            reference = Self.whisperReference
            comparison = try Comparison(
                golden, Whisper(shipped, precision: precision, on: compute), of: shipped.name,
                on: compute
            ).allowing(precision)
        }
    }
}

extension Comparison {
    /// Runs the spectrogram of a golden file through a Whisper model's encoder, and what the reference
    /// heard through its decoder.
    ///
    /// Stages: `heard` `[steps, width]`; `scores` `[tokens, vocabulary / stride]`, of every `stride`-th
    /// token after each of `beginning`.
    ///
    /// - `name`: of the model, for messages.
    /// - Throws: `VerificationError`.
    init(_ golden: Golden, _ whisper: Whisper, of name: String, on compute: Compute) throws {
        let (mel, heard) = (try golden.tensor("mel"), try golden.tensor("heard"))
        let (beginning, expected) = (
            try golden.integers("beginning"), try golden.tensor("scores")
        )
        let step = try golden.integers("stride").first ?? 0
        guard mel.shape.count == 2, heard.shape.count == 2, step > 0, !beginning.isEmpty,
            mel.shape[0] <= 2 * whisper.size.steps, beginning.count <= whisper.size.positions
        else {
            throw VerificationError.badGolden(path: golden.file.path, found: "other shapes")
        }
        guard mel.shape[1] == whisper.size.bands, heard.shape[1] == whisper.size.width,
            beginning.allSatisfy({ 0..<whisper.size.tokens ~= $0 })
        else {
            throw VerificationError.otherModel(
                path: golden.file.path, found: name,
                expected: "a Whisper of width \(heard.shape[1]), \(mel.shape[1]) bands")
        }
        let scores = whisper.scores(after: beginning, hearing: heard, on: compute)
        let picked = scores.withUnsafeBuffer { scores in
            beginning.indices.flatMap { row in
                stride(from: 0, to: whisper.size.tokens, by: step).map {
                    scores[row * whisper.size.tokens + $0]
                }
            }
        }
        guard picked.count == expected.count else {
            throw VerificationError.badGolden(path: golden.file.path, found: "other shapes")
        }
        self.init(stages: [
            try golden.difference("heard", whisper.encoder(mel, on: compute)),
            try golden.difference("scores", Tensor(shape: expected.shape, values: picked)),
        ])
    }
}
