import GeneratedMasks
import Masks
import Randomness

/// A video whose pixels are numbers of objects, and what a model made of it.
struct LabelledVideo: Sendable {
    let width: Int
    let height: Int
    /// `[frames, height · width]`, 0 background and 255 void.
    let truth: [[UInt8]]
    /// `[frames, height · width]`, 0 background.
    let predicted: [[UInt8]]

    /// How many objects the first frame says there are.
    var objects: Int { Int(truth[0].filter { $0 != 255 }.max() ?? 0) }

    /// The pixels of one number in one frame.
    func mask(_ labels: [UInt8], _ number: Int) -> Mask {
        Mask(width: width, height: height, bytes: labels.map { Int($0) == number ? 1 : 0 })
    }

    /// None to five objects in up to six frames, some gone in some frames or there later only, some
    /// numbers never used; predictions are the objects under other numbers, moved, missing or made up.
    static func generated(using generator: inout SplitMix64) -> Self {
        let (width, height) = (Int.random(in: 5...40, using: &generator), 30)
        let count = Int.random(in: 0...5, using: &generator)
        let frames = Int.random(in: 1...6, using: &generator)
        let numbers = (1...7).shuffled(using: &generator)
        let boxes = (0..<7).map { _ in
            Mask.randomRectangle(width, height, using: &generator)
        }
        var (truth, predicted): ([[UInt8]], [[UInt8]]) = ([], [])
        for _ in 0..<frames {
            var (own, found) = (
                [UInt8](repeating: 0, count: width * height),
                [UInt8](repeating: 0, count: width * height)
            )
            for object in 0..<count {
                let isThere = Int.random(in: 0..<6, using: &generator) > 0
                let isFound = Int.random(in: 0..<4, using: &generator) > 0
                for (pixel, byte) in boxes[object].bytes.enumerated() where byte != 0 {
                    if isThere { own[pixel] = UInt8(object + 1) }
                    if isFound, Int.random(in: 0..<9, using: &generator) > 0 {
                        found[pixel] = UInt8(numbers[object])
                    }
                }
            }
            for (pixel, byte) in boxes[5].bytes.enumerated() where byte != 0 {
                if pixel % 3 == 0 { own[pixel] = 255 }
            }
            if count % 2 == 1 {
                for (pixel, byte) in boxes[6].bytes.enumerated() where byte != 0 {
                    found[pixel] = UInt8(numbers[6])
                }
            }
            truth.append(own)
            predicted.append(found)
        }
        return Self(width: width, height: height, truth: truth, predicted: predicted)
    }
}
