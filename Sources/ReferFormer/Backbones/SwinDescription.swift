extension ReferFormerConfig.Backbone {
    /// - Throws: `ReferFormerError.badConfig`.
    func validate(_ check: ConfigCheck) throws {
        switch self {
        case .resNet(let residual): try residual.validate(check)
        case .swin(let swin):
            try swin.validate(check, "swin")
            try check("swin.window_frames", swin.windowFrames, in: 1...1)
        case .videoSwin(let swin): try swin.validate(check, "video_swin")
        }
    }
}

extension ReferFormerConfig.Residual {
    func validate(_ check: ConfigCheck) throws {
        try check("stem", stem, in: 1...1024)
        try check([3, 7].contains(stemKernel), "stem_kernel", stemKernel, "3 or 7")
        try check("planes", planes, in: 1...4096, "widths")
        try check("blocks", blocks, in: 1...64, "numbers of blocks")
    }
}

extension ReferFormerConfig.Swin {
    /// Tokens of a window, at most: their relations take memory as its square.
    private static let largestWindow = 2048

    func validate(_ check: ConfigCheck, _ name: String) throws {
        try check("\(name).embed", embed, in: 1...1024)
        try check("\(name).depths", depths, in: 1...64, "numbers of blocks")
        try check("\(name).heads", heads, in: 1...256, "numbers of heads")
        for (heads, width) in zip(heads, channels) {
            try check(
                width % heads == 0, "\(name).heads", heads, "a divisor of the width (\(width))")
        }
        try check("\(name).window", window, in: 1...32)
        try check("\(name).window_frames", windowFrames, in: 1...32)
        let tokens = windowFrames * window * window
        try check(
            tokens <= Self.largestWindow, "\(name).window", "\(tokens) tokens",
            "at most \(Self.largestWindow)")
    }
}
