import ReferFormer

extension ReferFormerConfig {
    /// The backbone as papers call it, such as `Video-Swin-T`.
    package var backboneName: String { backbone.description.name }

    /// Whether the text encoder is RoBERTa, whose vocabulary does not come with this program.
    package var readsBytePairs: Bool { fusion == .beforeEncoder }
}
