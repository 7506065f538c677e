/// The one-to-one assignment of rows to columns whose gains have the largest sum: the linear assignment
/// problem, solved by Kuhn's Hungarian method (1955) as shortest augmenting paths over reduced costs
/// (Jonker and Volgenant 1987).
public struct Assignment: Sendable, Equatable {
    /// For every row, the column that it got.
    public let columns: [Int]

    /// - `gains`: `[rows, columns]`, finite; no more rows than columns.
    ///
    /// Complexity: O(rows² · columns).
    public init(gains: [[Double]]) {
        let count = gains.first?.count ?? 0
        precondition(
            gains.count <= count || gains.isEmpty, "\(gains.count) rows for \(count) columns")
        precondition(
            gains.allSatisfy { $0.count == count && $0.allSatisfy(\.isFinite) },
            "expected \(count) finite gains in every row")
        var search = Search(gains: gains, columns: count)
        for row in gains.indices { search.place(row) }
        var columns = [Int](repeating: 0, count: gains.count)
        for (column, row) in search.rowOf.dropLast().enumerated() {
            if let row { columns[row] = column }
        }
        self.columns = columns
    }

    /// Rows placed so far, at the largest sum of gains that they allow.
    private struct Search {
        let gains: [[Double]]
        /// Of every column; the last one is outside, where a row stands until it is placed.
        var rowOf: [Int?]
        /// What a gain must reach together with `columnPotential`; equal where a row is placed.
        var rowPotential: [Double]
        var columnPotential: [Double]

        init(gains: [[Double]], columns: Int) {
            self.gains = gains
            rowOf = Array(repeating: nil, count: columns + 1)
            rowPotential = Array(repeating: 0, count: gains.count)
            columnPotential = Array(repeating: 0, count: columns + 1)
        }

        /// Places one more row, moving others along the cheapest path to a free column.
        mutating func place(_ row: Int) {
            let outside = rowOf.count - 1
            var slack = [Double](repeating: .infinity, count: outside)
            var reachedFrom = [Int](repeating: outside, count: outside)
            var isReached = [Bool](repeating: false, count: outside + 1)
            rowOf[outside] = row
            var end = outside
            while let mover = rowOf[end] {
                isReached[end] = true
                var (step, next) = (Double.infinity, outside)
                for column in 0..<outside where !isReached[column] {
                    let cost =
                        -gains[mover][column] - rowPotential[mover] - columnPotential[column]
                    if cost < slack[column] {
                        (slack[column], reachedFrom[column]) = (cost, end)
                    }
                    if slack[column] < step { (step, next) = (slack[column], column) }
                }
                for column in 0...outside {
                    if isReached[column], let placed = rowOf[column] {
                        rowPotential[placed] += step
                        columnPotential[column] -= step
                    } else if column < outside {
                        slack[column] -= step
                    }
                }
                end = next
            }
            while end != outside {
                rowOf[end] = rowOf[reachedFrom[end]]
                end = reachedFrom[end]
            }
            rowOf[outside] = nil
        }
    }
}
