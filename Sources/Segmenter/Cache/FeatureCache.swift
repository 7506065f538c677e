import Foundation

/// Where what published models see of frames is kept for later questions about the same film.
public struct FeatureCache: Sendable {
    /// A folder, made where it is missing; several programs may share it.
    public let folder: URL
    /// Bytes that its files may take. What was of no use for longest goes first.
    public let limit: Int

    /// Ten gigabytes, a thousand frames of 640×360.
    public static let usualLimit = 10_000_000_000

    /// - `limit`: bytes.
    public init(folder: URL, limit: Int = usualLimit) {
        (self.folder, self.limit) = (folder, limit)
    }
}
