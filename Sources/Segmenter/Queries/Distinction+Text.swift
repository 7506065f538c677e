import Language
import ReferFormer

extension Distinction {
    /// All that tells the one that a sentence is about from others of its kind; nothing where several are meant.
    static func all(in sentence: String, _ meaning: SentenceMeaning) -> [Distinction] {
        guard !meaning.isPlural else { return [] }
        let companions = meaning.companions.map {
            Distinction.companion(Companion(detected: $0.coco, isMissing: $0.isMissing))
        }
        return all(in: sentence) + companions
    }

    /// The words of a sentence that tell one of several alike things from the others: "the second girl from the
    /// left", "the tallest man", "the one in the red shirt". Words before "of" are about something else
    /// ("left of the dog"), and so are those before a part of a body ("her left hand").
    static func all(in sentence: String) -> [Distinction] {
        let words = sentence.lowercased().split { !$0.isLetter }.map(String.init)
        if let counted = counted(words) { return [counted] }
        var found: [Distinction] = []
        for (at, word) in words.enumerated() {
            let next = at + 1 < words.count ? words[at + 1] : ""
            guard let distinction = distinctions[word], next != "of", !parts.contains(next),
                !found.contains(distinction)
            else { continue }
            found.append(distinction)
        }
        return found
    }

    /// "second from the left", "the third man from the right".
    private static func counted(_ words: [String]) -> Distinction? {
        guard let at = words.firstIndex(where: { ordinals[$0] != nil }),
            let from = words[at...].firstIndex(of: "from"), from + 2 < words.count,
            words[from + 1] == "the", let place = ordinals[words[at]]
        else { return nil }
        return switch words[from + 2] {
        case "left": .fromLeft(place)
        case "right": .fromRight(place)
        default: nil
        }
    }

    private static let moving = [
        "moving", "running", "walking", "jumping", "dancing", "driving", "flying", "swimming",
        "swinging", "rolling", "riding", "skating",
    ]
    private static let still = [
        "standing", "sitting", "parked", "lying", "sleeping", "still", "stationary", "resting",
    ]
    private static let ordinals = ["first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4]
    private static let parts: Set<String> = ["arm", "hand", "leg", "foot", "eye", "ear", "wing"]

    private static let distinctions: [String: Distinction] = {
        var words: [String: Distinction] = [
            "left": .fromLeft(0), "leftmost": .fromLeft(0), "right": .fromRight(0),
            "rightmost": .fromRight(0), "middle": .middle, "center": .middle, "centre": .middle,
            "biggest": .largest, "largest": .largest, "big": .largest, "large": .largest,
            "bigger": .largest, "larger": .largest, "smallest": .smallest, "small": .smallest,
            "little": .smallest, "tiny": .smallest, "smaller": .smallest, "tallest": .tallest,
            "tall": .tallest, "taller": .tallest, "shortest": .shortest, "short": .shortest,
            "shorter": .shortest, "closest": .nearest, "nearest": .nearest, "front": .nearest,
            "foreground": .nearest, "background": .farthest, "farthest": .farthest,
            "furthest": .farthest, "gray": .colour(.grey), "silver": .colour(.grey),
        ]
        for name in ColourName.allCases { words[name.rawValue] = .colour(name) }
        for word in moving { words[word] = .moving }
        for word in still { words[word] = .still }
        return words
    }()
}
