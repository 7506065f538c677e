/// How many frames of a clip are decided together.
package enum ClipWindow {
    /// Frames of a window, at most, as the published inference on Ref-DAVIS17 cuts clips
    /// (Wu et al., CVPR 2022, `inference_davis.py`).
    package static let length = 36
}
