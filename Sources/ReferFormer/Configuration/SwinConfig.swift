extension ReferFormerConfig {
    /// The numbers of a Swin or Video Swin transformer with patches of 4×4 pixels.
    package struct Swin: Codable, Sendable, Equatable {
        /// Channels of the patch embedding; every later stage has twice as many.
        package var embed: Int
        /// Blocks of each stage.
        package var depths: [Int]
        /// Attention heads of each stage.
        package var heads: [Int]
        /// Rows, and columns, of a window.
        package var window: Int
        /// Frames of a window; 1 in Swin.
        package var windowFrames: Int

        package init(
            embed: Int, depths: [Int], heads: [Int], window: Int = 7, windowFrames: Int = 1
        ) {
            self.embed = embed
            self.depths = depths
            self.heads = heads
            self.window = window
            self.windowFrames = windowFrames
        }

        enum CodingKeys: String, CodingKey {
            case embed, depths, heads, window
            case windowFrames = "window_frames"
        }

        /// Channels of the feature map of each stage.
        package var channels: [Int] { depths.indices.map { embed << $0 } }
    }
}
