import Language
import ReferFormer

extension PersonKind {
    /// Whom a sentence means; nil where it says nothing of that, or means several.
    init?(_ meaning: SentenceMeaning) {
        guard !meaning.isPlural, let named = meaning.head.flatMap({ Self.nouns[$0] }) else {
            return nil
        }
        self = named
    }

    private static let nouns: [String: PersonKind] = {
        let named: [(PersonKind, String)] = [
            (.man, "man guy gentleman businessman father dad groom husband waiter"),
            (.woman, "woman lady businesswoman mother mom bride wife waitress"),
            (.boy, "boy"), (.girl, "girl"), (.child, "child kid baby toddler infant"),
        ]
        return named.reduce(into: [:]) { found, row in
            for word in row.1.split(separator: " ") { found[String(word)] = row.0 }
        }
    }()
}
