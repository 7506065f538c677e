import Logging

/// A published network whose trunks of frames can be kept from run to run.
protocol CachingNetwork: PublishedNetwork {
    var checkpoint: PublishedCheckpoint { get set }
}

extension Network {
    /// The same network, which keeps what it sees.
    ///
    /// - `model`: the digest of its weights file.
    /// - Throws: `SegmenterError.noCache`, `.noCacheFolder`.
    func caching(
        in cache: FeatureCache, _ model: Later<String>, _ logger: Logger
    ) throws -> any Network {
        guard var caching = self as? any CachingNetwork, !caching.clipProtocol.isAnnotated else {
            throw SegmenterError.noCache(path: weights.relativePath)
        }
        caching.checkpoint.cache = try TrunkCache(cache, model: model, logger: logger)
        return caching
    }
}
