/// Colours as models pretrained on ImageNet read them: 0…1, then mean 0 and deviation 1 of each
/// channel over that data set.
package enum ImageNet {
    private static let mean: [Float] = [0.485, 0.456, 0.406]
    private static let deviation: [Float] = [0.229, 0.224, 0.225]

    /// - `channel`: 0 red, 1 green, 2 blue.
    package static func normalised(_ level: UInt8, channel: Int) -> Float {
        (Float(level) / 255 - mean[channel]) / deviation[channel]
    }
}
