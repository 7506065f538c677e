import ReferFormer

extension ReferFormerConfig {
    /// The backbone as papers call it, such as `Video-Swin-T`.
    package var backboneName: String {
        switch backbone {
        case .resNet(let residual):
            let layers = residual.blocks.reduce(0, +) * (residual.block == .basic ? 2 : 3) + 2
            return "ResNet-\(layers)"
        case .swin(let swin): return "Swin-" + Self.size(swin)
        case .videoSwin(let swin): return "Video-Swin-" + Self.size(swin)
        }
    }

    /// T, S, B, L, or the width of a model that was never published.
    private static func size(_ swin: Swin) -> String {
        switch (swin.embed, swin.depths) {
        case (96, [2, 2, 6, 2]): "T"
        case (96, [2, 2, 18, 2]): "S"
        case (128, [2, 2, 18, 2]): "B"
        case (192, [2, 2, 18, 2]): "L"
        default: "\(swin.embed)"
        }
    }

    /// Whether the text encoder is RoBERTa, whose vocabulary does not come with this program.
    package var readsBytePairs: Bool { fusion == .beforeEncoder }
}
