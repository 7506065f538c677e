import Masks

extension Mask {
    /// Every pixel set with probability `share`.
    package static func random(
        _ width: Int, _ height: Int, share: Double,
        using generator: inout some RandomNumberGenerator
    ) -> Mask {
        Mask(
            width: width, height: height,
            bytes: (0..<(width * height)).map { _ in
                Double.random(in: 0..<1, using: &generator) < share ? 1 : 0
            })
    }

    /// The pixels inside a box, which may reach over the edges.
    package static func rectangle(_ width: Int, _ height: Int, _ box: Box) -> Mask {
        Mask(
            width: width, height: height,
            bytes: (0..<(width * height)).map { index in
                let (x, y) = (index % width - box.x, index / width - box.y)
                return x >= 0 && y >= 0 && x < box.width && y < box.height ? 1 : 0
            })
    }

    /// A rectangle somewhere, which often touches or leaves the edges.
    package static func randomRectangle(
        _ width: Int, _ height: Int, using generator: inout some RandomNumberGenerator
    ) -> Mask {
        rectangle(
            width, height,
            Box(
                x: .random(in: -2..<width, using: &generator),
                y: .random(in: -2..<height, using: &generator),
                width: .random(in: 1...(width + 2), using: &generator),
                height: .random(in: 1...(height + 2), using: &generator)))
    }
}
