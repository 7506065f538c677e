/// What ffmpeg is asked to read.
struct FFmpegInput: Sendable {
    let path: String
    /// By ffmpeg's name; nil to let it find out. Images have theirs: left alone, ffmpeg takes `50%d.bmp` for a
    /// pattern of names.
    var demuxer: String?

    var arguments: [String] { (demuxer.map { ["-f", $0] } ?? []) + ["-i", "file:" + path] }
}
