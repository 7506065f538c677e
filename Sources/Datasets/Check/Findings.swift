import Foundation
import Media

/// Problems, each once, in the order of their finding.
final class Findings {
    /// Files of one folder with the same wrong with them that get a sentence each.
    private static let told = 3

    private var all: [DatasetError] = []
    private var sentences: Set<String> = []

    func note(_ problem: DatasetError) {
        if sentences.insert(problem.description).inserted { all.append(problem) }
    }

    /// All of them; where many files of a folder have the same, the first one stands for them.
    var problems: [DatasetError] {
        let places = all.map(\.commonPlace)
        let counts = Dictionary(places.compactMap { $0.map { ($0, 1) } }, uniquingKeysWith: +)
        var seen: Set<DatasetError.CommonPlace> = []
        return zip(all, places).compactMap { problem, place in
            guard let place, let count = counts[place], count > Self.told else { return problem }
            guard seen.insert(place).inserted else { return nil }
            return .several(problem, others: count - 1, folder: place.folder)
        }
    }
}

extension DatasetError {
    /// What is wrong, and the folder of the file that it is wrong with.
    struct CommonPlace: Hashable {
        let folder: String
        let kind: String
    }

    /// Nil for what is rarely wrong with many files alike.
    fileprivate var commonPlace: CommonPlace? {
        let (path, kind): (String, String) =
            switch self {
            case .softMask(let path, _): (path, "soft")
            case .sizesDiffer(let path, let size, _, let other): (path, "\(size) \(other)")
            case .foreignFile(let path, _, _): (path, "foreign")
            case .media(.noLabels(let path, let found)): (path, found)
            case .media(.notAnImage(let path, let looksLike)): (path, looksLike)
            case .media(.truncated(let path, _, _, _)): (path, "truncated")
            case .media(.emptyFile(let path)): (path, "empty")
            case .media(.sizesDiffer(_, let size, let path, let other)): (path, "\(size) \(other)")
            default: ("", "")
            }
        if path.isEmpty { return nil }
        return CommonPlace(folder: (path as NSString).deletingLastPathComponent, kind: kind)
    }
}
