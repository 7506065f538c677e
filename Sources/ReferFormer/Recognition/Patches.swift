/// The connected parts of a region: places that touch by their sides.
struct Patches {
    /// The patch of each place, numbered from 0 in the order of their first places; -1 outside the region.
    let marks: [Int]
    let count: Int
    /// Places of each patch.
    let sizes: [Int]

    /// - `region`: row by row, `columns` a row.
    init(_ region: [Bool], columns: Int) {
        var marks = region.map { _ in -1 }
        var sizes: [Int] = []
        var waiting: [Int] = []
        for start in region.indices where region[start] && marks[start] < 0 {
            marks[start] = sizes.count
            waiting.append(start)
            var size = 0
            while let place = waiting.popLast() {
                size += 1
                for next in Self.beside(place, columns: columns, places: region.count)
                where region[next] && marks[next] < 0 {
                    marks[next] = sizes.count
                    waiting.append(next)
                }
            }
            sizes.append(size)
        }
        (self.marks, self.sizes, count) = (marks, sizes, sizes.count)
    }

    /// The up to four places that touch a place by their sides.
    static func beside(_ place: Int, columns: Int, places: Int) -> [Int] {
        let column = place % columns
        return [
            column > 0 ? place - 1 : -1, column + 1 < columns ? place + 1 : -1,
            place - columns, place + columns,
        ].filter { (0..<places).contains($0) }
    }

    /// Mean of a map over each patch.
    func means(of map: [Float]) -> [Float] {
        let sums = zip(marks, map).reduce(into: [Float](repeating: 0, count: count)) {
            if $1.0 >= 0 { $0[$1.0] += $1.1 }
        }
        return zip(sums, sizes).map { $0 / Float($1) }
    }

    /// Largest value of a map in each patch.
    func peaks(of map: [Float]) -> [Float] {
        zip(marks, map).reduce(into: [Float](repeating: -.infinity, count: count)) {
            if $1.0 >= 0 { $0[$1.0] = max($0[$1.0], $1.1) }
        }
    }
}
