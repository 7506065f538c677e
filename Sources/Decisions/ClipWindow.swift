/// How many frames of a clip are decided together.
package enum ClipWindow {
    /// Frames of a window, at most, as ReferFormer's inference on Ref-DAVIS17 cuts clips
    /// (Wu et al., CVPR 2022, `inference_davis.py`).
    package static let length = 36

    /// Frames of a window, for frames of a size in pixels: fewer where they are large, so that memory
    /// stays bounded.
    ///
    /// - `bytes`: of decoded frames in a window, at most.
    /// - `least`: frames of a window, however large they are; `most`: however small.
    package static func length(
        width: Int, height: Int, bytes: Int, least: Int, most: Int = length
    ) -> Int {
        min(most, max(least, bytes / (width * height * 3)))
    }
}
