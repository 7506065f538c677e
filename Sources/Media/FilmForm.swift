/// What films are written as.
package enum FilmForm: String, Sendable {
    /// H.264 in MP4, as everything plays it, the header first.
    case mp4
    /// ProRes 4444 in MOV, with alpha.
    case prores
    /// VP9 in WebM, with alpha.
    case webm

    /// The extension of the file's name.
    package var suffix: String { self == .prores ? "mov" : rawValue }

    /// Samples of a pixel: 4 with alpha.
    var channels: Int { self == .mp4 ? 3 : 4 }

    /// Filters that pictures go through before they are encoded.
    ///
    /// Colours are told, since players take the untagged ones of large films for BT.709's, those of small
    /// ones for others.
    ///
    /// - `aspect`: width of a pixel over its height, a fraction.
    func filters(aspect: String) -> [String] {
        // Chroma at half size needs even sides.
        (self == .mp4 ? ["pad=ceil(iw/2)*2:ceil(ih/2)*2"] : [])
            + ["scale=out_color_matrix=bt709:out_range=tv", "setsar=" + aspect]
            + (self == .prores
                ? ["setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709"] : [])
    }

    /// Options of the encoder and of the container.
    func options(_ dialect: FFmpegDialect) -> [String] {
        let own =
            switch self {
            // With B frames the film would last as long as the last one that is stored.
            case .mp4:
                ["-pix_fmt", "yuv420p", "-bf", "0", "-movflags", "+faststart"] + dialect.wholeMP4
            case .prores:
                ["-c:v", "prores_ks", "-profile:v", "4444", "-pix_fmt", "yuva444p10le"]
                    + dialect.wholeMP4
            case .webm:
                ["-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p", "-auto-alt-ref", "0"]
                    + ["-crf", "20", "-b:v", "0", "-deadline", "realtime", "-cpu-used", "4"]
            }
        return own + ["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"]
            + ["-color_range", "tv"] + dialect.everyFrame + ["-enc_time_base", "1:60000"]
    }
}
