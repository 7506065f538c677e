import Weights

/// Swin or Video-Swin with its numbers.
struct SwinDescription: BackboneDescription {
    /// Tokens of a window, at most: their relations take memory as its square.
    private static let largestWindow = 2048

    let numbers: ReferFormerConfig.Swin
    let kind: SwinKind

    /// T, S, B, L, or the width of a model that was never published.
    var name: String {
        let size =
            switch (numbers.embed, numbers.depths) {
            case (96, [2, 2, 6, 2]): "T"
            case (96, [2, 2, 18, 2]): "S"
            case (128, [2, 2, 18, 2]): "B"
            case (192, [2, 2, 18, 2]): "L"
            default: "\(numbers.embed)"
            }
        return (kind == .image ? "Swin-" : "Video-Swin-") + size
    }

    var channels: [Int] { numbers.channels }

    var joinsFrames: Bool { kind.joinsFrames }

    var reference: String { kind == .image ? "swin_t" : "video_swin_t" }

    func validate(_ check: ConfigCheck) throws {
        let field = kind == .image ? "swin" : "video_swin"
        let (window, frames) = (numbers.window, numbers.windowFrames)
        try check("\(field).embed", numbers.embed, in: 1...1024)
        try check("\(field).depths", numbers.depths, in: 1...64, "numbers of blocks")
        try check("\(field).heads", numbers.heads, in: 1...256, "numbers of heads")
        for (heads, width) in zip(numbers.heads, channels) {
            try check(
                width % heads == 0, "\(field).heads", heads, "a divisor of the width (\(width))")
        }
        try check("\(field).window", window, in: 1...32)
        try check("\(field).window_frames", frames, in: 1...32)
        let tokens = frames * window * window
        try check(
            tokens <= Self.largestWindow, "\(field).window", "\(tokens) tokens",
            "at most \(Self.largestWindow)")
        if kind == .image { try check("\(field).window_frames", frames, in: 1...1) }
    }

    func build(_ scope: WeightScope, inputs: Int) throws -> any Backbone {
        try SwinTransformer(scope, numbers, kind: kind, inputs: inputs)
    }
}
