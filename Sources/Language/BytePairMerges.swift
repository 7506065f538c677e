/// Joins neighbouring symbols of a word, the pair of lowest rank first and from left to right, until
/// no pair is left that may be joined (Sennrich et al. 2016, arXiv:1508.07909).
struct BytePairMerges: Sendable {
    private struct Join {
        let rank: Int32
        let result: Int32
    }

    private let joins: [UInt64: Join]

    /// - `merges`: by rank.
    init(_ merges: [BytePairVocabulary.Merge]) {
        joins = Dictionary(
            merges.enumerated().map { rank, merge in
                (Self.key(merge.left, merge.right), Join(rank: Int32(rank), result: merge.result))
            },
            uniquingKeysWith: { first, _ in first })
    }

    /// The tokens of a word.
    ///
    /// - Complexity: O(n log n) for n symbols.
    func callAsFunction(_ symbols: [Int32]) -> [Int32] { counted(symbols).tokens }

    /// The tokens of a word, and how many joins were looked at for them: three a symbol, at most.
    func counted(_ symbols: [Int32]) -> (tokens: [Int32], looks: Int) {
        guard symbols.count > 1 else { return (symbols, 0) }
        var looks = 0
        // A joined symbol stays at the place of its first; `gone` marks the places of the others.
        let gone: Int32 = -1
        var symbols = symbols
        let count = symbols.count
        var next = Array(1...count)
        var previous = Array(-1..<count - 1)
        var queue = LowestFirst()
        func join(at place: Int) -> Join? {
            guard symbols[place] != gone, next[place] < count else { return nil }
            return joins[Self.key(symbols[place], symbols[next[place]])]
        }
        func enqueue(_ place: Int) {
            if let join = join(at: place) { queue.insert((join.rank, place)) }
        }
        for place in 0..<count - 1 { enqueue(place) }
        while let (rank, place) = queue.removeFirst() {
            looks += 1
            // What was enqueued may have been joined with something else since.
            guard let join = join(at: place), join.rank == rank else { continue }
            let right = next[place]
            symbols[place] = join.result
            symbols[right] = gone
            next[place] = next[right]
            if next[place] < count { previous[next[place]] = place }
            enqueue(place)
            if previous[place] >= 0 { enqueue(previous[place]) }
        }
        return (symbols.filter { $0 != gone }, looks)
    }

    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }
}

/// A binary heap: joins wait here, the lowest rank first, then the leftmost.
private struct LowestFirst {
    typealias Element = (rank: Int32, place: Int)

    private var elements: [Element] = []

    mutating func insert(_ element: Element) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0, elements[child] < elements[(child - 1) / 2] {
            elements.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func removeFirst() -> Element? {
        guard let first = elements.first, let last = elements.popLast() else { return nil }
        guard !elements.isEmpty else { return first }
        elements[0] = last
        var parent = 0
        while 2 * parent + 1 < elements.count {
            var child = 2 * parent + 1
            if child + 1 < elements.count, elements[child + 1] < elements[child] { child += 1 }
            guard elements[child] < elements[parent] else { break }
            elements.swapAt(child, parent)
            parent = child
        }
        return first
    }
}
