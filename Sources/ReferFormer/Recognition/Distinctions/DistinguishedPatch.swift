import Tensors

/// The one of several patches that a sentence's distinctions mean.
///
/// Every distinction gives each patch points, most to the one that it means; what the query's mask says
/// inside the patches decides where they leave it open.
struct DistinguishedPatch {
    /// Shares below which a patch is none: of the frame, and of the largest patch.
    private static let least: (ofFrame: Float, ofLargest: Float) = (0.0025, 0.08)
    /// Shares of the highest probability, and a probability, above which a place shows the subject; where none
    /// is above `sure`, what is drawn already says where things are.
    private static let seen: (ofMost: Float, least: Float, sure: Float) = (0.4, 0.08, 0.15)
    /// Points of the patch that a distinction means.
    private static let points: Float = 3
    /// Weight of the mask's mean logit.
    private static let weightOfMask: Float = 0.3
    /// Logits that the meant patch has at least in its middle, and that all else has at most.
    private static let (inside, outside): (Float, Float) = (1.5, -4)

    /// Drawn logits with the meant patch and its surroundings left alone; as they are where there are not
    /// several patches.
    ///
    /// - `logits`, `mask`, `kinds` (the subject's probability): row by row, `columns` a row.
    /// - `colours`: red, green and blue of every place, 0…1.
    static func drawn(
        _ logits: [Float], by distinctions: [Distinction], mask: [Float], kinds: [Float]?,
        colours: @autoclosure () -> [Float], columns: Int
    ) -> [Float] {
        guard !distinctions.isEmpty else { return logits }
        let patches = Patches(region(logits, kinds), columns: columns)
        let sizes = patches.sizes
        let least = max(
            Self.least.ofFrame * Float(logits.count),
            Self.least.ofLargest * Float(sizes.max() ?? 0))
        let shapes = sizes.indices.filter { Float(sizes[$0]) >= least }.map {
            PatchShape(patches, $0, size: sizes[$0], columns: columns)
        }
        guard shapes.count > 1 else { return logits }
        var scores = shapes.map { shape in
            weightOfMask * shape.mean(of: mask.map { min(max($0, -4), 4) })
        }
        let colours = colours()
        for distinction in distinctions {
            for (at, points) in points(distinction, shapes, colours).enumerated() {
                scores[at] += points
            }
        }
        let best = scores.indices.max { scores[$0] < scores[$1] } ?? 0
        return alone(logits, shapes[best], among: shapes, columns: columns)
    }

    private static func region(_ logits: [Float], _ kinds: [Float]?) -> [Bool] {
        guard let kinds, let most = kinds.max(), most > seen.sure else {
            return logits.map { $0 > 0 }
        }
        let least = max(seen.ofMost * most, seen.least)
        return kinds.map { $0 > least }
    }

    /// Of every patch.
    static func points(
        _ distinction: Distinction, _ shapes: [PatchShape], _ colours: [Float]
    ) -> [Float] {
        switch distinction {
        case .fromLeft(let place): chosen(shapes, by: \.centre, place)
        case .fromRight(let place): chosen(shapes, by: \.centre, shapes.count - 1 - place)
        case .middle: chosen(shapes, by: \.centre, shapes.count / 2)
        case .largest: ratios(shapes.map { Float($0.size) }, weight: 2)
        case .smallest: ratios(shapes.map { 1 / Float($0.size) }, weight: 2)
        case .tallest: ratios(shapes.map { Float($0.height) }, weight: 3)
        case .shortest: ratios(shapes.map { 1 / Float($0.height) }, weight: 3)
        case .nearest: depths(shapes.map { Float($0.bottom) }, shapes)
        case .farthest: depths(shapes.map { -Float($0.bottom) }, shapes)
        case .colour(let name): shares(of: name, shapes, colours)
        // Of a patch alone nobody knows.
        case .companion, .moving, .still: shapes.map { _ in 0 }
        }
    }

    private static func chosen(
        _ shapes: [PatchShape], by order: KeyPath<PatchShape, Float>, _ place: Int
    ) -> [Float] {
        let ordered = shapes.indices.sorted {
            shapes[$0][keyPath: order] < shapes[$1][keyPath: order]
        }
        let meant = ordered[min(max(place, 0), shapes.count - 1)]
        return shapes.indices.map { $0 == meant ? points : 0 }
    }

    /// Natural logarithm of each value's share of the largest, no less than -2.
    private static func ratios(_ values: [Float], weight: Float) -> [Float] {
        let most = values.max() ?? 1
        return values.map { weight * max(SubjectEvidence.ratio($0, most), -2) }
    }

    private static func depths(_ values: [Float], _ shapes: [PatchShape]) -> [Float] {
        let most = values.max() ?? 0
        return values.map { 3 * points * ($0 - most) / Float(shapes[0].rows) }
    }

    private static func shares(
        of name: ColourName, _ shapes: [PatchShape], _ colours: [Float]
    ) -> [Float] {
        let shares = shapes.map { shape in
            let matching = shape.places.count {
                name.matches(
                    red: colours[3 * $0], green: colours[3 * $0 + 1], blue: colours[3 * $0 + 2])
            }
            return Float(matching) / Float(shape.size)
        }
        return points(ofShares: shares, enough: 0.1)
    }

    /// None for the largest, the fewer for others the less they have of it.
    ///
    /// - `enough`: of a share, to tell the others from it.
    static func points(ofShares shares: [Float], enough: Float) -> [Float] {
        let most = shares.max() ?? 0
        let largest = shares.map(abs).max() ?? 0
        return shares.map { points * ($0 - most) / max(largest, enough) }
    }

    /// Only what is nearer to the meant patch than to any other stays.
    private static func alone(
        _ logits: [Float], _ meant: PatchShape, among shapes: [PatchShape], columns: Int
    ) -> [Float] {
        let inner = meant.places.map { logits[$0] }.sorted()[meant.size / 2]
        let lift = max(0, inside - inner)
        let nearest = PatchShape.nearest(of: shapes, places: logits.count, columns: columns)
        return logits.indices.map { place in
            shapes[nearest[place]].number == meant.number
                ? logits[place] + lift : min(logits[place] - 2, outside)
        }
    }
}
