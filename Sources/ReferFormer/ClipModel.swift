import Tensors

/// A model that judges the frames of a clip together, on ReferFormer's trunk: it reads texts and
/// frames and draws masks as ReferFormer does, and looks in its own way for what a text refers to.
package protocol ClipModel: Sendable {
    /// What reads texts and frames, and draws masks.
    var network: ReferFormer { get }

    /// A frame's trunk that serves one text alone and needs less memory with others like it, where the model allows.
    func read(_ trunk: Trunk, _ text: EncodedText, on compute: Compute) -> Trunk

    /// Looks for what the texts refer to.
    ///
    /// - `text`: as many texts as the trunk has clips.
    func decode(
        _ trunk: Trunk, _ text: EncodedText, on compute: Compute, recording stages: StageRecorder?
    ) -> Decoded
}

extension ClipModel {
    package func read(_ trunk: Trunk, _ text: EncodedText, on compute: Compute) -> Trunk { trunk }

    /// As above, recording nothing.
    package func decode(_ trunk: Trunk, _ text: EncodedText, on compute: Compute) -> Decoded {
        decode(trunk, text, on: compute, recording: nil)
    }
}

extension ReferFormer: ClipModel {
    package var network: ReferFormer { self }
}
