import Foundation

/// Boxes that a sentence may mean in a frame instead of those that are taken to be meant.
package enum BoxRivals {
    /// So many, the likeliest.
    private static let most = 4
    /// Overlap from which two boxes are taken for one thing.
    private static let same: Float = 0.5

    /// Each with how likely it is beside what is meant, 0…1, the likeliest first.
    ///
    /// - `found`: in the frame, of the kind.
    package static func all(
        of meant: MeantBoxes, among found: [FoundBox]
    ) -> [(meant: MeantBoxes, share: Float)] {
        let own = found.filter { found in meant.boxes.contains(found.box) }
        guard let least = own.map(\.likelihood).min() else { return [] }
        return
            found.filter { found in
                !found.isFaint && meant.boxes.allSatisfy { $0.overlap(found.box) < same }
            }
            .sorted { $0.likelihood > $1.likelihood }.prefix(most)
            .map { found in
                (
                    MeantBoxes(
                        boxes: [found.box], confidence: found.probability,
                        isGround: meant.isGround),
                    exp(min(0, found.likelihood - least))
                )
            }
    }
}

extension FoundBox {
    /// How well it fits all that the sentence says, a logarithm.
    fileprivate var likelihood: Float { score + placed }
}
