import Files
import Tensors

/// What can be wrong with a weights file. Every message names the file, what was found, what was
/// expected, and the way out.
package enum WeightsError: Error, Equatable, CustomStringConvertible {
    /// The file cannot be opened or read at all.
    case unreadable(path: String, reason: String)
    /// The file cannot be written: a full disk, for example.
    case unwritable(path: String, reason: String)
    /// The bytes are not what the file's format promises.
    case damaged(path: String, place: String, found: String, expected: String)
    /// The file is of another kind altogether.
    case foreign(path: String, found: String)
    /// The file holds other tensors than the model needs.
    case mismatched(path: String, WeightMismatch)

    package var description: String {
        switch self {
        case .unreadable(let path, let reason):
            let way = wayToRead(after: reason, usual: "check the path and its permissions")
            return "\(path): \(reason); \(way)"
        case .unwritable(let path, let reason):
            return "\(path): cannot be written (\(reason)); choose another place or make room"
        case .damaged(let path, let place, let found, let expected):
            return """
                \(path): \(place): found \(found), expected \(expected); \
                download or export the file again
                """
        case .foreign(let path, let found):
            return "\(path): \(found), expected a safetensors file; name weights made for refseg"
        case .mismatched(let path, let mismatch):
            let way =
                mismatch.hasExtraAlone ? ", or leave out what is not used with --allow-extra" : ""
            return """
                \(path): the weights do not fit the model: \(mismatch); \
                use weights made for this configuration\(way)
                """
        }
    }
}

/// Everything in which a weights file differs from what a model asked of it.
package struct WeightMismatch: Sendable, Equatable, CustomStringConvertible {
    /// A tensor that the model asked for.
    package struct Request: Sendable, Equatable {
        package let name: String
        package let shape: [Int]

        package init(_ name: String, _ shape: [Int]) {
            self.name = name
            self.shape = shape
        }
    }

    /// A tensor that is there, but not as asked.
    package struct Misfit: Sendable, Equatable {
        package let name: String
        package let found: String
        package let expected: String

        package init(_ name: String, found: String, expected: String) {
            self.name = name
            self.found = found
            self.expected = expected
        }
    }

    /// Asked for, not in the file.
    package var missing: [Request] = []
    /// In the file with another shape or type.
    package var misshapen: [Misfit] = []
    /// In the file with NaN or infinite values.
    package var notFinite: [Misfit] = []
    /// In the file, never asked for.
    package var unused: [String] = []

    package init() {}

    /// Writes down where a tensor holds no number.
    package mutating func addNotFinite(_ name: String, _ tensor: Tensor) {
        guard let index = tensor.withUnsafeBuffer(firstNotFinite) else { return }
        let value = tensor.withUnsafeBuffer { $0[index] }
        notFinite.append(
            Misfit(name, found: "\(value) at element \(index)", expected: "numbers"))
    }

    package var isEmpty: Bool {
        missing.isEmpty && misshapen.isEmpty && notFinite.isEmpty && unused.isEmpty
    }

    /// Whether everything that the model needs is there.
    package var hasExtraAlone: Bool {
        missing.isEmpty && misshapen.isEmpty && notFinite.isEmpty && !unused.isEmpty
    }

    /// Names of a kind that a message lists before it only counts.
    static let listed = 6

    package var description: String {
        let misfit = { (it: Misfit) in "\(it.name) (found \(it.found), expected \(it.expected))" }
        return [
            Self.list("missing", missing.map { "\($0.name) \($0.shape)" }),
            Self.list("misshapen", misshapen.map(misfit)),
            Self.list("not finite", notFinite.map(misfit)),
            Self.list("unused", unused),
        ].compactMap(\.self).joined(separator: "; ")
    }

    private static func list(_ kind: String, _ names: [String]) -> String? {
        guard !names.isEmpty else { return nil }
        let rest = names.count - listed
        let shown = names.prefix(listed).joined(separator: ", ")
        return "\(names.count) \(kind): \(shown)" + (rest > 0 ? ", and \(rest) more" : "")
    }
}
