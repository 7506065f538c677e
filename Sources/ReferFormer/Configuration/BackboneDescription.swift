import Weights

/// All that a kind of backbone tells of itself, beside its network.
package protocol BackboneDescription: Sendable {
    /// As papers call it, such as `Video-Swin-T`.
    var name: String { get }
    /// Channels of the feature maps at strides 4, 8, 16, 32.
    var channels: [Int] { get }
    /// Whether a frame's features depend on the other frames of its clip, so that a clip cannot be
    /// given part by part.
    var joinsFrames: Bool { get }
    /// Whether cells at the right and at the bottom may reach beyond the frame, so that no pixel is
    /// left out: maps are ⌈size / stride⌉ then, else ⌊size / stride⌋.
    var reachesBeyond: Bool { get }
    /// The published model of the nearest kind for which reference values come with the program.
    var reference: String { get }

    /// Checks that the numbers make a network.
    ///
    /// - Throws: `ReferFormerError.badConfig`.
    func validate(_ check: ConfigCheck) throws

    /// Loads the network.
    ///
    /// - `scope`: that of the backbone; the network's own is `body` in it.
    /// - `inputs`: channels of the frames.
    /// - Throws: `WeightsError`.
    func build(_ scope: WeightScope, inputs: Int) throws -> any Backbone
}

extension BackboneDescription {
    package var joinsFrames: Bool { false }
    package var reachesBeyond: Bool { true }
}
