import Foundation

/// What the user asks for, checked and prepared for a model: no control characters but tabs, something
/// visible, not too long.
public struct QueryText: Sendable, Equatable {
    /// The prepared text, never empty.
    public let text: String

    /// Longest query in characters (Unicode scalars), when prepared; far beyond any description of an object.
    public static let limit = 1_000

    /// Checks a query as it was typed.
    ///
    /// - `preparation`: what the model's protocol does to texts.
    /// - Throws: `QueryError`.
    public init(
        _ typed: String, preparation: TextPreparation = .tidied
    ) throws(QueryError) {
        for (index, scalar) in typed.unicodeScalars.enumerated()
        where scalar.properties.generalCategory == .control && scalar != "\t" {
            throw .controlCharacter(code: scalar.value, position: index + 1)
        }
        let prepared = preparation(typed)
        // What is nothing but marks describes nothing.
        guard prepared.unicodeScalars.contains(where: Self.isVisible),
            preparation != .tidied || prepared.unicodeScalars.contains(where: Self.isWord)
        else { throw .empty }
        let count = prepared.unicodeScalars.count
        guard count <= Self.limit else { throw .tooLong(characters: count) }
        text = prepared
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            false
        default: isVisible(scalar)
        }
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .control: false
        default: true
        }
    }
}

/// Why a query is refused.
public enum QueryError: Error, Equatable, Sendable {
    case empty
    case tooLong(characters: Int)
    /// - `position`: from 1.
    case controlCharacter(code: UInt32, position: Int)
}

extension QueryError: CustomStringConvertible, LocalizedError {
    /// The message shown to the user: one sentence, no full stop.
    public var description: String {
        switch self {
        case .empty:
            "query: it is empty; expected a description of an object, "
                + "such as \"blue car on the grass\""
        case .tooLong(let characters):
            "query: it has \(characters) characters; expected at most \(QueryText.limit), "
                + "so describe the object in one sentence"
        case .controlCharacter(let code, let position):
            "query: character \(position) is the control character U+"
                + String(repeating: "0", count: code < 0x10 ? 3 : 2)
                + String(code, radix: 16, uppercase: true)
                + "; expected plain text, so type the query again without it"
        }
    }

    /// The same sentence, for code that prints `localizedDescription`.
    public var errorDescription: String? { description }
}
