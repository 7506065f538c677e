import Foundation
import Tensors
import Testing

@testable import Layers

@Suite struct PositionEncodingTests {
    /// sin(v / 10000^(2⌊i/2⌋ / features)), cosine for odd i.
    private func feature(_ value: Double, _ i: Int, of features: Int) -> Double {
        let angle = value / pow(10000, Double(2 * (i / 2)) / Double(features))
        return i % 2 == 0 ? sin(angle) : cos(angle)
    }

    @Test func wholeMap() {
        let map = PositionEncoding.map(height: 3, width: 5, rows: 3, columns: 5, features: 16)
        #expect(map.shape == [15, 16])
        let expected = (0..<(15 * 16)).map { index in
            let (cell, i) = (index / 16, index % 16)
            let (y, x) = (Double(cell / 5) + 0.5, Double(cell % 5) + 0.5)
            return i < 8
                ? feature(y / 3 * 2 * .pi, i, of: 8) : feature(x / 5 * 2 * .pi, i - 8, of: 8)
        }
        #expect(distance(map, expected) < 1e-5)
    }

    /// The valid part of a padded map is encoded as if there were no padding.
    @Test func paddedMap() {
        let padded = PositionEncoding.map(height: 4, width: 6, rows: 3, columns: 5, features: 8)
        let whole = PositionEncoding.map(height: 3, width: 5, rows: 3, columns: 5, features: 8)
        for cell in 0..<15 {
            let place = cell / 5 * 6 + cell % 5
            #expect(
                padded.rows(place..<(place + 1)).values == whole.rows(cell..<(cell + 1)).values)
        }
        #expect(padded.values.allSatisfy { abs($0) <= 1 })
    }

    /// Words count from 1, without a half step; padding keeps the last count.
    @Test func text() {
        let excluded = [false, false, false, false, false, true]
        let text = PositionEncoding.text(batch: 2, tokens: 3, excluded: excluded, features: 8)
        let values = [1, 2, 3, 1, 2, 2].enumerated().map { index, count in
            Double(count) / (index < 3 ? 3 : 2) * 2 * .pi
        }
        let expected = values.flatMap { value in (0..<8).map { feature(value, $0, of: 8) } }
        #expect(distance(text, expected) < 1e-5)
    }
}
