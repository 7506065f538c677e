import Foundation

/// A word that only those know who may ask.
package struct Secret: Sendable {
    private let bytes: [UInt8]

    /// One that a person chose.
    package init(_ text: String) { bytes = Array(text.utf8) }

    /// A new one of 256 bits that nobody can guess.
    package static func random() -> Secret { Secret(randomWord()) }

    /// 64 hexadecimal digits of the system's generator.
    static func randomWord() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<4).map { _ in
            let digits = String(generator.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// The secret itself, to be handed to those who may have it.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether a word is the secret. The time this takes tells nothing but the word's own length.
    package func matches(_ word: some StringProtocol) -> Bool {
        let guess = Array(word.utf8)
        var difference = guess.count ^ bytes.count
        for index in guess.indices {
            difference |= Int(guess[index] ^ (bytes.isEmpty ? 0 : bytes[index % bytes.count]))
        }
        return difference == 0
    }
}
