import Foundation

extension BytePairVocabulary {
    /// Names of RoBERTa's two vocabulary files.
    static let fileNames = ["vocab.json", "merges.txt"]
    /// Name of the one file that may stand for both.
    static let combinedName = "tokenizer.json"

    /// Finds the vocabulary of a published checkpoint: in `directory` alone where that is named;
    /// otherwise beside the weights; otherwise what the weights file itself carries.
    ///
    /// In a folder `vocab.json` with `merges.txt` comes before `tokenizer.json`.
    ///
    /// - `weights`: path of the weights file.
    /// - `directory`: what `--tokenizer` names.
    /// - `embedded`: the weights file's metadata under `metadataKey`.
    /// - Throws: `TokenizerError`; where nothing is found it says which two files to put where.
    package static func find(
        beside weights: String, directory: String?, embedded: String?
    ) throws -> BytePairVocabulary {
        if let directory {
            if let found = try read(folder: directory) { return found }
            throw TokenizerError.noVocabulary(
                weights: weights, folder: directory, isNamed: true, present: present(in: directory))
        }
        let folder = (weights as NSString).deletingLastPathComponent
        let beside = folder.isEmpty ? "." : folder
        if let found = try read(folder: beside) { return found }
        if let embedded { return try BytePairVocabulary(embedded: embedded, path: weights) }
        throw TokenizerError.noVocabulary(
            weights: weights, folder: beside, isNamed: false, present: present(in: beside))
    }

    /// Nil where the folder has neither both files nor the combined one.
    private static func read(folder: String) throws -> BytePairVocabulary? {
        let path = { (folder as NSString).appendingPathComponent($0) }
        if present(in: folder).count == fileNames.count {
            return try BytePairVocabulary(
                vocabulary: path(fileNames[0]), merges: path(fileNames[1]))
        }
        guard FileManager.default.fileExists(atPath: path(combinedName)) else { return nil }
        return try BytePairVocabulary(tokenizerJSON: path(combinedName))
    }

    private static func present(in folder: String) -> [String] {
        fileNames.filter {
            FileManager.default.fileExists(
                atPath: (folder as NSString).appendingPathComponent($0))
        }
    }
}
