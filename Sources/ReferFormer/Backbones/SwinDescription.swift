import Weights

/// Swin or Video-Swin with its numbers.
package struct SwinDescription: BackboneDescription {
    /// Tokens of a window, at most: their relations take memory as its square.
    private static let largestWindow = 2048

    let numbers: ReferFormerConfig.Swin
    let kind: SwinKind
    /// Four, or three where the model drops the last.
    let stages: Int

    package init(numbers: ReferFormerConfig.Swin, kind: SwinKind, stages: Int = 4) {
        (self.numbers, self.kind, self.stages) = (numbers, kind, stages)
    }

    /// T, S, B, L, or the width of a model that was never published.
    package var name: String {
        let whole = numbers.depths + Array(repeating: 2, count: 4 - stages)
        let size =
            switch (numbers.embed, whole) {
            case (96, [2, 2, 6, 2]): "T"
            case (96, [2, 2, 18, 2]): "S"
            case (128, [2, 2, 18, 2]): "B"
            case (192, [2, 2, 18, 2]): "L"
            default: "\(numbers.embed)"
            }
        return (kind == .image ? "Swin-" : "Video-Swin-") + size
    }

    package var channels: [Int] { numbers.channels }

    package var joinsFrames: Bool { kind.joinsFrames }

    package var reference: String { kind == .image ? "swin_t" : "video_swin_t" }

    package func validate(_ check: ConfigCheck) throws {
        let field = kind == .image ? "swin" : "video_swin"
        let (window, frames) = (numbers.window, numbers.windowFrames)
        try check("\(field).embed", numbers.embed, in: 1...1024)
        try check(
            "\(field).depths", numbers.depths, stages: stages, in: 1...64, "numbers of blocks")
        try check("\(field).heads", numbers.heads, stages: stages, in: 1...256, "numbers of heads")
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

    package func build(_ scope: WeightScope, inputs: Int) throws -> any Backbone {
        try SwinTransformer(scope["body"], numbers, kind: kind, inputs: inputs)
    }
}
