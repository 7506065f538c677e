import Segmenter

/// One of the models of a comparison, ready to run.
package struct ComparedModel {
    /// What it is called; its folder too.
    package let label: String
    package let segmenter: Segmenter
    package let clipProtocol: SegmentationProtocol

    package init(
        _ label: String, _ segmenter: Segmenter, following clipProtocol: SegmentationProtocol
    ) {
        (self.label, self.segmenter, self.clipProtocol) = (label, segmenter, clipProtocol)
    }
}
