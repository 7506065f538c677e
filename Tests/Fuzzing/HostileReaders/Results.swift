import Foundation
import Segmenter

extension HostileReader {
    /// What tells a folder of results, and of which input they are.
    static func readResult(_ input: [UInt8]) throws {
        let path = InputFolder.write(input, to: "results/\(EarlierResults.name)")
        guard let results = EarlierResults(folder: (path as NSString).deletingLastPathComponent)
        else { throw Refusal() }
        _ = results.input
    }
}
