import Foundation
import Tensors
import Testing

@testable import ReferFormer

@Suite("What is recognised where a mask points")
struct PointedAtTests {
    private static let (rows, columns, step) = (8, 12, 4)

    /// At every place another distribution of the kinds, and in every block one of the classes.
    private let seen: Recognized

    init() {
        let (rows, columns, step) = (Self.rows, Self.columns, Self.step)
        seen = Recognized(
            foreground: Tensor(zeros: [1, 2 * rows, 2 * columns, 1]),
            salience: Tensor(zeros: [1, 2 * rows, 2 * columns, 1]),
            kinds: Self.map(rows, columns, RecognitionConfig.kinds),
            scenery: Tensor(zeros: [1, rows, columns, RecognitionConfig.scenery]),
            classes: Self.map(rows / step, columns / step, RecognitionConfig.classes),
            detections: [], colours: Tensor(zeros: [1, 2 * rows, 2 * columns, 3]), drawn: 0)
    }

    /// Probabilities: place `n` has 3/4 in channel `n` modulo all, 1/4 in the one after it.
    private static func map(_ rows: Int, _ columns: Int, _ channels: Int) -> Tensor {
        Tensor.filled([1, rows, columns, channels]) { out in
            for i in out.indices { out[i] = 0 }
            for place in 0..<(rows * columns) {
                out[place * channels + place % channels] = 0.75
                out[place * channels + (place + 1) % channels] = 0.25
            }
        }
    }

    private func mask(at places: [Int]) -> [Float] {
        (0..<(Self.rows * Self.columns)).map { places.contains($0) ? 30 : -30 }
    }

    @Test("a mask on one place gives that place's distributions", arguments: [0, 17, 58, 95])
    func onePlace(_ place: Int) {
        let pointed = PointedAt(mask(at: [place]), in: seen)
        let (row, column) = (place / Self.columns, place % Self.columns)
        let block = row / Self.step * (Self.columns / Self.step) + column / Self.step
        // A thousandth is added to the weights' sum: one place, and a sixteenth of a block.
        for (found, total, most) in [
            (pointed.kinds, Float(1), place % RecognitionConfig.kinds),
            (pointed.classes, Float(1) / 16, block),
        ] {
            let share = total / (total + 1e-3)
            var expected = [Float](repeating: 0, count: found.count)
            expected[most] = 0.75 * share
            expected[(most + 1) % found.count] = 0.25 * share
            #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 })
        }
    }

    @Test("two places give the mean of both, no place next to nothing")
    func means() {
        let both = PointedAt(mask(at: [0, 4]), in: seen)
        let share = Float(2 / 2.001)
        #expect(abs(both.kinds[0] - 0.375 * share) < 1e-5)
        #expect(abs(both.kinds[4] - 0.375 * share) < 1e-5)
        #expect(abs(both.classes[1] - 0.5 * Float(0.125 / 0.126)) < 1e-5)
        let none = PointedAt(mask(at: []), in: seen)
        #expect((none.kinds + none.classes).allSatisfy { (0..<1e-6).contains($0) })
    }

    @Test("doubt is near 0 for one class, near 1 where all are alike")
    func doubt() {
        let map = { (values: (Int) -> Float) in
            Recognized(
                foreground: Tensor(zeros: [1, 2, 2, 1]), salience: Tensor(zeros: [1, 2, 2, 1]),
                kinds: Self.map(1, 1, 21), scenery: Tensor(zeros: [1, 1, 1, 9]),
                classes: Tensor(shape: [1, 1, 1, 1000], values: (0..<1000).map(values)),
                detections: [], colours: Tensor(zeros: [1, 2, 2, 3]), drawn: 0)
        }
        let sure = PointedAt([30], in: map { $0 == 7 ? 1 : 0 })
        let unsure = PointedAt([30], in: map { _ in 1e-3 })
        #expect(abs(sure.doubt) < 1e-3)
        #expect(abs(unsure.doubt - log(1000) / 7) < 2e-3)
    }
}
