/// Where a patch lies and how large it is, in places.
struct PatchShape {
    let number: Int
    let places: [Int]
    let size: Int
    /// Mean column.
    let centre: Float
    let height: Int
    /// The lowest row.
    let bottom: Int
    /// Rows of the frame.
    let rows: Int

    init(_ patches: Patches, _ number: Int, size: Int, columns: Int) {
        (self.number, self.size) = (number, size)
        places = patches.marks.indices.filter { patches.marks[$0] == number }
        centre = Float(places.reduce(0) { $0 + $1 % columns }) / Float(size)
        let (top, low) = ((places.first ?? 0) / columns, (places.last ?? 0) / columns)
        (height, bottom) = (low - top + 1, low)
        rows = patches.marks.count / columns
    }

    /// The shape of a box.
    init(_ box: RelativeBox, number: Int, rows: Int, columns: Int) {
        self.number = number
        self.rows = rows
        places = Self.places(in: box, rows: rows, columns: columns)
        size = max(places.count, 1)
        centre = box.middle.x * Float(columns)
        height = max(1, Int(box.height * Float(rows)))
        bottom = Int(box.bottom * Float(rows))
    }

    /// The places of a map whose middles lie in a box.
    static func places(in box: RelativeBox, rows: Int, columns: Int) -> [Int] {
        let range = { (low: Float, high: Float, count: Int) in
            let first = max(0, Int((low * Float(count) + 0.5).rounded(.down)))
            return first..<max(first, min(count, Int((high * Float(count) + 0.5).rounded(.down))))
        }
        let across = range(box.left, box.right, columns)
        return range(box.top, box.bottom, rows).flatMap { row in
            across.map { row * columns + $0 }
        }
    }

    func mean(of map: [Float]) -> Float {
        places.reduce(0) { $0 + map[$1] } / Float(size)
    }

    /// For every place the index of the shape to which the way along rows and columns is shortest.
    static func nearest(of shapes: [PatchShape], places: Int, columns: Int) -> [Int] {
        var nearest = [Int](repeating: -1, count: places)
        var waiting: [Int] = []
        for (index, shape) in shapes.enumerated() {
            for place in shape.places { nearest[place] = index }
            waiting += shape.places
        }
        var next = 0
        while next < waiting.count {
            let place = waiting[next]
            next += 1
            for beside in Patches.beside(place, columns: columns, places: places)
            where nearest[beside] < 0 {
                nearest[beside] = nearest[place]
                waiting.append(beside)
            }
        }
        return nearest
    }
}
