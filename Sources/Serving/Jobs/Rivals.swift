/// What else than its mask a query may mean in one frame.
package struct Rivals: Codable, Sendable, Equatable {
    /// The likeliest first.
    package let rivals: [Rival]

    package struct Rival: Codable, Sendable, Equatable {
        /// The model's confidence, 0…1.
        package let score: Double
        /// Pixels of its mask.
        package let area: Int
    }
}
