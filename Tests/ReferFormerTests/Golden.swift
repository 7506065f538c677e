import Foundation
import Testing
import Verification
import Weights

extension Golden {
    init(_ name: String) throws { try self.init(path: Self.path("\(name).safetensors")) }

    /// Where reference values may lie beside the checkout: too large to be part of it.
    private static let sharedFolders = ["golden", "families/golden"].map {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("shared/\($0)")
    }

    static func path(_ name: String) -> String {
        let folders = [Bundle.module.bundleURL.appendingPathComponent("Fixtures")] + sharedFolders
        let paths = folders.map { $0.appendingPathComponent(name).path }
        return paths.first(where: FileManager.default.fileExists) ?? paths[1]
    }

    /// A file beside the checkout, also where one of its name is here; nil where there is none.
    static func shared(_ name: String) -> String? {
        sharedFolders.map { $0.appendingPathComponent("\(name).safetensors").path }
            .first(where: FileManager.default.fileExists)
    }

    /// Run lengths of every candidate's mask in the annotated frame of every clip.
    func runLengths() throws -> [[String]] {
        try JSONDecoder().decode(
            [[String]].self, from: Data((file.metadata["rle"] ?? "").utf8))
    }

    static func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path("\(name).safetensors"))
    }
}

/// Fails with the first stage that diverges.
func expectParity(
    _ differences: [StageDifference], _ context: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let first = differences.first(where: \.diverges)
    #expect(
        first == nil, "\(context): first stage that diverges: \(first?.description ?? "")",
        sourceLocation: sourceLocation)
    if ProcessInfo.processInfo.environment["REFSEG_PARITY"] != nil,
        let worst = differences.max(by: { $0.share < $1.share })
    {
        print("\(context): \(differences.count) stages, worst \(worst)")
    }
}

/// Fails with the first stage that diverges, a mask that does, or another choice of query.
func expectParity(
    _ comparison: Comparison, _ context: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    expectParity(comparison.stages, context, sourceLocation: sourceLocation)
    for mask in comparison.masks {
        #expect(!mask.diverges, "\(context): \(mask)", sourceLocation: sourceLocation)
    }
    #expect(
        comparison.query?.chosen == comparison.query?.expected, "\(context)",
        sourceLocation: sourceLocation)
    let passes = comparison.passes
    #expect(passes, "\(context)", sourceLocation: sourceLocation)
}

/// Fails with each tensor of a file that the generator makes otherwise.
func expectGenerated(
    _ layouts: [TensorLayout], of file: SafetensorsFile, by weights: GeneratedWeights,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    for layout in layouts {
        let same =
            file.tensor(layout.name)?.values == weights.load(layout.name, layout.shape).values
        #expect(same, "\(layout.name)", sourceLocation: sourceLocation)
    }
}
