import Tensors

/// What the backbone's map at stride 4 of one frame gives to the mask features, `[1, height / 4, width / 4, channels]`:
/// the largest of all that is known of a frame, of which a long window cannot keep one for each.
enum LateralMap: Sendable {
    case kept(Tensor)
    /// Made again where it is needed; `reduced` is what other frames are told of it, `make` gives the rest.
    case forgotten(reduced: Tensor, make: @Sendable () -> Tensor)

    var whole: Tensor {
        switch self {
        case .kept(let map): map
        case .forgotten(_, let make): make()
        }
    }

    /// What is enough where every so many rows and columns are looked at.
    var reduced: Tensor {
        switch self {
        case .kept(let map): map
        case .forgotten(let reduced, _): reduced
        }
    }
}

extension ReferFormer {
    /// The trunk of one frame without its finest map, which is made again from the frame; the trunk as it is where the
    /// backbone cannot do that alone.
    ///
    /// - `frame`: the batch that the trunk was made of.
    /// - `kept`: of a trunk of `SeenFrames`, gives the map where it is still kept.
    package func forgettingFinest(
        _ trunk: Trunk, of frame: @escaping @Sendable () -> FrameBatch,
        or kept: (@Sendable () -> Tensor?)? = nil, on compute: Compute
    ) -> Trunk {
        guard trunk.frames == 1, trunk.late == nil, encoder.backbone.tellsFinestAlone else {
            return trunk
        }
        var forgetful = trunk
        forgetful.lateral = trunk.lateral.map { lateral in
            .forgotten(reduced: pixelDecoder.reduced(lateral.whole, on: compute)) {
                if let map = kept?() { return map }
                let map = compute.stage("backbone again") {
                    pixelDecoder.lateral(
                        encoder.backbone.finest(frame().pixels, on: compute), on: compute)
                }
                return kept == nil ? map : RoundedTensor(map).tensor
            }
        }
        return forgetful
    }
}
