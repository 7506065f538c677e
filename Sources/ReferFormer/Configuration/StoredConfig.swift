import Foundation

/// A configuration as the metadata of a weights file holds it, under `config`.
package protocol StoredConfig: Codable, Equatable, Sendable {
    /// Configurations that stand there as their names alone.
    static var presets: [(name: String, config: Self)] { get }
    /// What it configures, for messages.
    static var kind: String { get }

    /// Checks that the numbers make a model, so that building one cannot fail but for the weights.
    ///
    /// - Throws: `ReferFormerError.badConfig`.
    func validate(path: String) throws
}

extension StoredConfig {
    /// The preset of a name.
    package static func preset(_ name: String) -> Self? {
        presets.first { $0.name == name }?.config
    }

    /// A configuration as JSON: an object with all numbers, or the name of a preset. Checked.
    ///
    /// - Throws: `ReferFormerError.badConfig`.
    package init(json text: String, path: String) throws {
        let data = Data(text.utf8)
        if let name = try? JSONDecoder().decode(String.self, from: data) {
            guard let preset = Self.preset(name) else {
                throw ReferFormerError.badConfig(
                    path: path, field: "", found: name,
                    expected: "one of " + Self.presets.map(\.name).joined(separator: ", "))
            }
            self = preset
            return
        }
        do {
            self = try JSONDecoder().decode(Self.self, from: data)
        } catch let error as DecodingError {
            let (place, found) = Self.describe(error)
            throw ReferFormerError.badConfig(
                path: path, field: place, found: found, expected: "a \(Self.kind) configuration")
        }
        try validate(path: path)
    }

    private static func describe(_ error: DecodingError) -> (place: String, found: String) {
        let name = { (path: [any CodingKey]) in path.map(\.stringValue).joined(separator: ".") }
        switch error {
        case .keyNotFound(let key, let context):
            return (name(context.codingPath + [key]), "nothing")
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return (name(context.codingPath), "another type")
        case .dataCorrupted(let context):
            return (name(context.codingPath), "an unknown value or no JSON")
        @unknown default: return ("", "an error")
        }
    }
}
