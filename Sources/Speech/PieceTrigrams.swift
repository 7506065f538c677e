import Weights

/// How likely pieces follow one another in expressions: trigrams with back-off (absolute
/// discounting; Ney, Essen and Kneser 1994), natural logarithms.
///
///     ln P(c | a b) = triple(a, b, c), or where that was never counted
///                     cost(a, b) + [ pair(b, c), or where that was not counted cost(b) + single(c) ]
///
/// Tensors of the weights file, all under `language.`: `singles` and `single_costs` `[vocabulary]`;
/// `pair_keys` (first · vocabulary + second, rising), `pair_values`, `pair_costs`; `triple_keys`
/// ((first · vocabulary + second) · vocabulary + third, rising), `triple_values`.
struct PieceTrigrams: Sendable {
    /// What all tensors' names begin with.
    static let prefix = "language."

    private let vocabulary: Int
    private let singles: [Float]
    private let singleCosts: [Float]
    private let pairKeys: [Int]
    private let pairValues: [Float]
    private let pairCosts: [Float]
    private let tripleKeys: [Int]
    private let tripleValues: [Float]

    /// - Throws: `WeightsError.damaged` where the tables are missing or do not fit together.
    init(_ file: SafetensorsFile, vocabulary: Int) throws {
        func values(_ name: String, _ count: Int) throws -> [Float] {
            let found = file.tensor(Self.prefix + name)?.values ?? []
            guard found.count == count, found.allSatisfy(\.isFinite) else {
                throw Self.damaged(file, name, "\(found.count) numbers", "\(count) finite ones")
            }
            return found
        }
        func keys(_ name: String) throws -> [Int] {
            let found = file.integers(Self.prefix + name) ?? []
            guard !found.isEmpty, zip(found, found.dropFirst()).allSatisfy({ $0 < $1 }) else {
                throw Self.damaged(file, name, "\(found.count) numbers", "numbers that rise")
            }
            return found
        }
        self.vocabulary = vocabulary
        singles = try values("singles", vocabulary)
        singleCosts = try values("single_costs", vocabulary)
        pairKeys = try keys("pair_keys")
        pairValues = try values("pair_values", pairKeys.count)
        pairCosts = try values("pair_costs", pairKeys.count)
        tripleKeys = try keys("triple_keys")
        tripleValues = try values("triple_values", tripleKeys.count)
    }

    /// ln P(third | first second).
    func callAsFunction(_ first: Int, _ second: Int, _ third: Int) -> Float {
        let context = first * vocabulary + second
        if let place = Self.find(context * vocabulary + third, in: tripleKeys) {
            return tripleValues[place]
        }
        let cost = Self.find(context, in: pairKeys).map { pairCosts[$0] } ?? 0
        if let place = Self.find(second * vocabulary + third, in: pairKeys) {
            return cost + pairValues[place]
        }
        return cost + singleCosts[second] + singles[third]
    }

    /// Place of a key by bisection.
    private static func find(_ key: Int, in keys: [Int]) -> Int? {
        var (low, high) = (0, keys.count)
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low < keys.count && keys[low] == key ? low : nil
    }

    private static func damaged(
        _ file: SafetensorsFile, _ name: String, _ found: String, _ expected: String
    ) -> WeightsError {
        .damaged(path: file.path, place: prefix + name, found: found, expected: expected)
    }
}
