import Tensors

/// What `Recognition` sees in one frame.
package struct Recognized: Sendable {
    /// Logits of what is a thing and not its surroundings, by the pyramid, `[1, height / 4, width / 4, 1]`.
    package let foreground: Tensor
    /// Logits of what stands out, of the same shape; nil where only close-ups are looked at.
    package var salience: Tensor?
    /// Probabilities of background and the twenty kinds, `[1, height / 8, width / 8, 21]`.
    package let kinds: Tensor
    /// Probabilities of something else and of the kinds of scenery, `[1, height / 8, width / 8, 9]`.
    package let scenery: Tensor
    /// Probabilities of ImageNet's classes, `[1, height / 32, width / 32, 1000]`.
    package let classes: Tensor
    /// What was found in boxes, the likeliest first.
    package let detections: [Detection]
    /// Red, green and blue of the frame, 0…1, `[1, height / 4, width / 4, 3]`.
    package let colours: Tensor
    /// How much the frame looks drawn or put together instead of photographed, 0…1.
    package let drawn: Float

    /// Rows and columns of the finest map.
    package var height: Int { foreground.shape[1] }
    package var width: Int { foreground.shape[2] }

    /// What `SubjectMixer` reads of it, a third of all: of the kinds the background alone.
    package var drawable: Recognized {
        let nothing = Tensor(zeros: [0])
        return Recognized(
            foreground: foreground, salience: salience, kinds: kinds.channel(0), scenery: nothing,
            classes: nothing, detections: [], colours: colours, drawn: drawn)
    }

    /// Of a frame that moved.
    ///
    /// - `flow`: from that frame to this one, as of `Tensor.carried(by:)`; `colours`: the frame's own.
    package func carried(by flow: Tensor, colours: Tensor) -> Recognized {
        Recognized(
            foreground: foreground.carried(by: flow), salience: salience?.carried(by: flow),
            kinds: kinds.carried(by: flow), scenery: scenery.carried(by: flow),
            classes: classes, detections: detections, colours: colours, drawn: drawn)
    }
}
